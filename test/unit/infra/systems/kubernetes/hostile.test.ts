import assert from "node:assert/strict";
import { examples } from "../../../../../src/infra/systems/kubernetes/examples.ts";
import { kubernetes } from "../../../../../src/infra/systems/kubernetes/index.ts";
import { fileOf, hitsOf, kindOf, linesOf } from "./support.ts";

/** Everything the system does with a file. */
function readAll(text: string, path?: string): { objects: number; problems: number } {
  const file = fileOf(text, path);
  kindOf(file.path, text);
  const { model, problems } = kubernetes.parse(file);
  kubernetes.facts(model, file);
  kubernetes.links(model, file);
  const context = { file, exists: () => false, read: () => undefined };
  for (const check of kubernetes.checks) for (const _ of check.run(model, context));
  return { objects: model.objects.length, problems: problems.length };
}

const POD =
  "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: a\n      image: a:1\n";

describe("kubernetes: hostile input", () => {
  it("reads what is readable of broken files", () => {
    assert.deepEqual(readAll(""), { objects: 0, problems: 0 });
    const half = readAll(`${POD}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: "unclosed\n`);
    assert.equal(half.objects, 2);
    assert.ok(half.problems > 0);
    assert.ok(readAll(`${POD}\tbad: tab\n`).problems > 0);
    readAll("\0\u0001\uFFFD{{{[[[");
    readAll(`${POD}  <<: *nothing\n`);
  });

  it("survives every wrong type in every place", function () {
    this.timeout(20_000);
    for (const value of ["null", "1", "true", "text", "[]", "[[1]]", "{}", "{a: [b]}", "&x [*x]"]) {
      for (const field of [
        "metadata",
        "spec",
        "data",
        "rules",
        "subjects",
        "roleRef",
        "items",
        "objects",
        "webhooks",
      ]) {
        for (const kind of [
          "Deployment",
          "Service",
          "Ingress",
          "Role",
          "RoleBinding",
          "ConfigMap",
          "Secret",
          "List",
          "NetworkPolicy",
        ]) {
          readAll(`apiVersion: v1\nkind: ${kind}\n${field}: ${value}\n`);
        }
      }
      for (const field of [
        "resources",
        "patches",
        "images",
        "secretGenerator",
        "helmCharts",
        "replacements",
      ]) {
        readAll(`${field}: ${value}\n`, "kustomization.yaml");
        readAll(`${field}: [${value}]\n`, "kustomization.yaml");
      }
      for (const field of [
        "env",
        "ports",
        "volumeMounts",
        "securityContext",
        "livenessProbe",
        "lifecycle",
        "resources",
      ]) {
        readAll(`${POD}      ${field}: ${value}\n`);
        readAll(`${POD}      ${field}: [${value}]\n`);
      }
    }
  });

  it("cuts every example anywhere without throwing", function () {
    this.timeout(20_000);
    for (const { path, bad } of Object.values(examples)) {
      for (let end = 0; end < bad.text.length; end += 83) readAll(bad.text.slice(0, end), path);
    }
  });

  it("finds the same lines with CRLF and a byte order mark", () => {
    for (const [id, { path, bad }] of Object.entries(examples)) {
      const windows = `\uFEFF${bad.text.replaceAll("\n", "\r\n")}`;
      assert.deepEqual([...new Set(linesOf(hitsOf(id, windows, path)))], bad.lines, id);
    }
  });

  it("is done with deep nesting, aliases and megabytes in seconds", function () {
    this.timeout(60_000);
    readAll(`${POD}  x: ${"[".repeat(50_000)}`);
    readAll(
      `apiVersion: v1\nkind: List\nitems:\n${Array.from({ length: 300 }, (_, i) => `${" ".repeat(i * 2)}- apiVersion: v1\n${" ".repeat(i * 2)}  kind: List\n${" ".repeat(i * 2)}  items:\n`).join("")}`,
    );
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${"bcdefghij"
      .split("")
      .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${"abcdefghi"[i]}`).join(", ")}]`)
      .join("\n")}\n`;
    readAll(`${POD}${bomb}`);
    const started = Date.now();
    readAll(
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  password: |\n${"    secret_token: aaaaaaaaaaaaaaaa =====\n".repeat(110_000)}`,
    );
    readAll(`${POD}---\n`.repeat(4000));
    assert.ok(Date.now() - started < 40_000, `took ${Date.now() - started} ms`);
    assert.ok(readAll("a: b\n".repeat(1_100_000)).problems > 0);
  });
});
