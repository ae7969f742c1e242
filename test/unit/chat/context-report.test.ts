import assert from "node:assert/strict";
import { contextReport } from "../../../src/chat/context-report.ts";

describe("the report of /context", () => {
  const content = "# Workspace\n\n\n\n- a list\n```yaml\nx: 1\n```\n";
  const report = contextReport(
    {
      messages: [{ role: "user", content }],
      included: [{ path: "a.tf", reason: "attached by the person", startLine: 1, endLine: 9, tokens: 40 }],
      omitted: [{ path: "big.yaml", reason: "no room left in the window" }],
      redactions: [{ path: "a.tf", line: 3, kind: "password" }],
      tokens: 120,
    },
    "Some Model",
  );

  it("shows each message to the letter, in a fence that it cannot close", () => {
    assert.ok(report.includes(`\n\`\`\`\`text\n${content}\n\`\`\`\``));
  });

  it("says what is in, what is out and what was masked", () => {
    assert.match(
      report,
      /^Nothing was sent\. .*Some Model.*1 message, about 120 tokens, 1 secret value masked/,
    );
    assert.match(report, /#### Included\n- `a\.tf:1-9` attached by the person/);
    assert.match(report, /#### Left out\n- big\.yaml: no room/);
    assert.match(report, /#### Masked\n- a\.tf, line 3: password/);
  });
});
