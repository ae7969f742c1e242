import assert from "node:assert/strict";
import { openWindow, type TestWindow } from "../support/window.ts";

async function within(
  options: Parameters<typeof openWindow>[0],
  test: (window: TestWindow) => Promise<void>,
): Promise<void> {
  const window = await openWindow(options);
  try {
    await test(window);
    assert.deepEqual(
      window.consoleErrors.filter((line) => /infra-personas/i.test(line)),
      [],
    );
  } finally {
    await window.close();
  }
}

describe("in unusual places", () => {
  it("a workspace without infrastructure gets a plain message", () =>
    within(
      { files: { "README.md": "# Nothing here\n", "api.yaml": "openapi: 3.1.0\n" } },
      async ({ workbench }) => {
        await workbench.ask("@devops what would you fix first here?");
        assert.match((await workbench.lastAnswer()).text, /no infrastructure files in this workspace/);
      },
    ));

  it("no folder open gets a plain message", () =>
    within({ files: null }, async ({ workbench }) => {
      await workbench.ask("@devops what would you fix first here?");
      assert.match((await workbench.lastAnswer()).text, /no infrastructure files in this workspace/);
    }));

  it("Restricted Mode answers too", () =>
    within({ files: { Dockerfile: "FROM node\nCOPY . .\n" }, trust: false }, async ({ workbench }) => {
      await workbench.dismissDialogs();
      // The model picker stays empty in Restricted Mode; the request is answered all the same.
      await workbench.ask("@devops what would you fix first here?", { model: false });
      assert.match((await workbench.lastAnswer()).text, /Dockerfile/);
    }));

  it("huge, binary and broken files are passed over with a reason", () =>
    within(
      {
        files: {
          Dockerfile: "\u0000\u0001\u0002binary",
          "huge/deploy.yaml": `apiVersion: v1\nkind: ConfigMap\ndata:\n  x: "${"y".repeat(20 * 1024 * 1024)}"\n`,
          "broken/main.tf": 'resource "aws_s3_bucket" {{{\n',
          "fine/Dockerfile": "FROM node\n",
        },
      },
      async ({ workbench }) => {
        await workbench.ask("@devops what would you fix first here?");
        const { text, error } = await workbench.lastAnswer();
        assert.equal(error, undefined);
        assert.match(text, /fine\/\s*Dockerfile|Dockerfile:1/);
        assert.match(text, /main\.tf/);
        assert.match(
          text,
          /Not read[\s\S]*Dockerfile: a binary file[\s\S]*huge\/deploy\.yaml: too large to be read \(20 MB/,
        );
      },
    ));
});
