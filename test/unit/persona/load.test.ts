import assert from "node:assert/strict";
import { readHandoffs } from "../../../src/persona/handoffs.ts";
import { loadPersona } from "../../../src/persona/load.ts";

const good = `---
id: devops
name: DevOps Engineer
emoji: "\\U0001F680"
description: Runs things. And more.
tags: [docker]
commands: [review]
tools: [read]
---

You run things.

## What This Agent Does NOT Handle

- Incidents (use \`sre\`)
`;

describe("loading a persona", () => {
  it("reads front matter and body", () => {
    const { persona, diagnostics } = loadPersona("devops.md", good);
    assert.deepEqual(diagnostics, []);
    assert.equal(persona?.fullName, "DevOps Engineer");
    assert.equal(persona?.shortDescription, "Runs things.");
    assert.deepEqual(persona?.tools, ["read"]);
    assert.deepEqual(persona?.handoffs, [{ to: "sre", when: "Incidents" }]);
    assert.match(persona?.body ?? "", /^You run things\./);
  });

  it("tells absent tools from none", () => {
    assert.equal(loadPersona("x.md", good.replace("tools: [read]\n", "")).persona?.tools, null);
    assert.deepEqual(loadPersona("x.md", good.replace("tools: [read]", "tools: []")).persona?.tools, []);
  });

  it("names line and field of a wrong value", () => {
    const { persona, diagnostics } = loadPersona("x.md", good.replace("name: DevOps Engineer", "name: [a]"));
    assert.equal(persona, undefined);
    assert.equal(diagnostics.length, 1);
    assert.equal(diagnostics[0]?.field, "name");
    assert.equal(diagnostics[0]?.line, 3);
    assert.match(diagnostics[0]?.message ?? "", /^name: /);
  });

  it("names the line of the list item that is wrong", () => {
    const text = good.replace("tags: [docker]", "tags:\n  - docker\n  - [nested]");
    const { diagnostics } = loadPersona("x.md", text);
    assert.deepEqual(
      diagnostics.map(({ field, line }) => ({ field, line })),
      [{ field: "tags.1", line: 8 }],
    );
  });

  it("names a missing field", () => {
    const { diagnostics } = loadPersona("x.md", good.replace("id: devops\n", ""));
    assert.deepEqual(
      diagnostics.map(({ field }) => field),
      ["id"],
    );
  });

  it("names the line of invalid YAML", () => {
    const { diagnostics } = loadPersona("x.md", good.replace("tags: [docker]", "description: a: b: c"));
    assert.match(diagnostics[0]?.message ?? "", /not valid YAML/);
    assert.equal(diagnostics[0]?.line, 6);
  });

  it("refuses an emoji in the full name", () => {
    const { diagnostics } = loadPersona("x.md", good.replace("name: DevOps Engineer", "name: DevOps 🚀"));
    assert.equal(diagnostics[0]?.field, "name");
  });

  for (const [what, text] of Object.entries({
    "an empty file": "",
    "no front matter": "# Title\n\ntext",
    "front matter that never ends": "---\nid: x\n",
    "no instructions": "---\nid: x\nname: X\ndescription: y\n---\n\n",
    "binary rubbish": "\u0000\u0001---\n",
    "code in the front matter": '---js\nmodule.exports = { id: globalThis.hacked = "x" }\n---\nbody',
    "a YAML function": "---\nid: !!js/function 'function(){ globalThis.hacked = 1 }'\n---\nbody\n",
    "an oversized header": `---\nid: x\nx: ${"y".repeat(70_000)}\n---\nbody`,
  })) {
    it(`reports ${what} and runs nothing`, () => {
      const { persona, diagnostics } = loadPersona("x.md", text);
      assert.equal(persona, undefined);
      assert.ok(diagnostics[0]?.message);
      assert.equal("hacked" in globalThis, false);
    });
  }

  it("is not hung by aliases of aliases", () => {
    const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`);
    const { persona } = loadPersona(
      "x.md",
      good.replace("tags: [docker]", `a0: &a0 [x]\n${levels.join("\n")}`),
    );
    assert.equal(persona?.id, "devops");
  });

  it("copes with CRLF and a byte-order mark", () => {
    const { persona } = loadPersona("x.md", `\ufeff${good.replaceAll("\n", "\r\n")}`);
    assert.equal(persona?.id, "devops");
  });
});

describe("hand-offs", () => {
  it("splits titles that share their last word", () => {
    const body =
      "## What This Agent Does NOT Handle\n- Code (use Backend/Frontend Engineer)\n- Tests (use QA Analyst).\n";
    assert.deepEqual(readHandoffs(body), [
      { to: "Backend Engineer", when: "Code" },
      { to: "Frontend Engineer", when: "Code" },
      { to: "QA Analyst", when: "Tests" },
    ]);
  });

  it("reads only the bullets of that section", () => {
    assert.deepEqual(
      readHandoffs("## Other\n- Code (use X)\n## What This Agent Does NOT Handle\n## Next\n- A (use B)"),
      [],
    );
  });
});
