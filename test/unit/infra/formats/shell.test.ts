import assert from "node:assert/strict";
import {
  isShell,
  parseShell,
  programName,
  type ShellCommand,
  unwrapCommand,
} from "../../../../src/infra/formats/shell.ts";

function commands(text: string): ShellCommand[] {
  return parseShell(text).commands;
}

function spelled(text: string): string[] {
  return commands(text).map((one) => [one.name, ...one.args.map((arg) => arg.text)].join(" "));
}

describe("shell scripts", () => {
  it("lists simple commands wherever they stand, in order", () => {
    const script = [
      "set -e",
      "if [ -f a ]; then cat a; else rm -rf b; fi",
      "for f in x y; do echo $f && sort < $f || true; done",
      "build() { make all; }",
      "(cd sub; ls) &",
      "case $1 in a) one ;; *) two ;; esac",
    ].join("\n");
    assert.deepEqual(spelled(script), [
      "set -e",
      "[ -f a ]",
      "cat a",
      "rm -rf b",
      "echo $f",
      "sort",
      "true",
      "make all",
      "cd sub",
      "ls",
      "one",
      "two",
    ]);
  });

  it("gives the offsets of commands and words, quotes included", () => {
    const text = "apt-get install \\\n  'libfoo dev' \"$EXTRA\"";
    const [install] = commands(text);
    assert.ok(install);
    assert.equal(text.slice(install.start, install.end), text);
    assert.deepEqual(
      install.args.map((arg) => [arg.text, text.slice(arg.start, arg.end), arg.dynamic]),
      [
        ["install", "install", false],
        ["libfoo dev", "'libfoo dev'", false],
        ["$EXTRA", '"$EXTRA"', true],
      ],
    );
  });

  it("keeps offsets in files with CRLF, here-documents included", () => {
    const text = "a \\\r\n  b\r\ncat <<EOF\r\n$(inner)\r\nEOF\r\nlast one\r\n";
    assert.deepEqual(
      commands(text).map((one) => text.slice(one.start, one.end)),
      ["a \\\r\n  b", "cat <<EOF", "inner", "last one"],
    );
    assert.deepEqual(parseShell(text).problems, []);
  });

  it("follows pipes, substitutions and sh -c", () => {
    const [curl, bash] = commands("curl -s https://x | sudo -E bash -s");
    assert.equal(curl?.pipedInto, bash);
    assert.equal(bash && programName(unwrapCommand(bash)), "bash");
    const [outer, wget] = commands('eval "$(wget -qO- https://x)"');
    assert.equal(wget?.name, "wget");
    assert.equal(wget?.within, outer);
    const text = "/bin/bash -ec 'apt-get update; curl x | sh'";
    const [shell, update, inner, sh] = commands(text);
    assert.ok(shell && isShell(programName(shell)));
    assert.equal(update?.within, shell);
    assert.equal(text.slice(update?.start, update?.end), "apt-get update");
    assert.equal(inner?.pipedInto, sh);
  });

  it("takes GitHub's expressions as one variable, in words, quotes and names", () => {
    const text =
      "echo \"${{ github.event.issue.title }}\" '${{ a }}'-${{ b || 'c' }}\n${{ inputs.tool }} --now";
    const [echo, tool] = commands(text);
    assert.deepEqual(
      echo?.args.map((arg) => arg.text),
      ["${{ github.event.issue.title }}", "${{ a }}-${{ b || 'c' }}"],
    );
    assert.ok(echo?.args.every((arg) => arg.dynamic));
    assert.equal(tool?.name, "${{ inputs.tool }}");
    assert.deepEqual(parseShell(text).problems, []);
  });

  it("knows variables set in front, exports and redirections", () => {
    const [make, exported] = commands("A=1 B=$(date) make > out.txt 2>&1; export TOKEN=abc");
    assert.deepEqual(
      make?.assignments.map(({ name, value }) => [name, value.text, value.dynamic]),
      [
        ["A", "1", false],
        ["B", "$(date)", true],
      ],
    );
    assert.deepEqual(
      make?.redirects.map(({ operator, target }) => [operator, target?.text]),
      [
        [">", "out.txt"],
        [">&", "1"],
      ],
    );
    const found = commands("A=1 B=$(date) make; export TOKEN=abc").find((one) => one.name === "export");
    assert.deepEqual(found?.assignments[0]?.name, "TOKEN");
    assert.ok(exported);
  });

  it("sees through sudo, env and timeout", () => {
    const real = (text: string) => {
      const [first] = commands(text);
      assert.ok(first);
      const { name, args } = unwrapCommand(first);
      return [name, ...args.map((arg) => arg.text)].join(" ");
    };
    assert.equal(real("sudo -u app -E env A=1 -u B npm ci"), "npm ci");
    assert.equal(real("timeout -k 5 30s curl x"), "curl x");
    assert.equal(real("exec nginx -g x"), "nginx -g x");
    assert.equal(real("sudo"), "sudo");
  });

  it("reads what it can of a broken script and says where it stops", () => {
    const text = `first ok\nif true; then\necho "open`;
    const { commands: found, problems } = parseShell(text);
    assert.equal(found[0]?.name, "first");
    assert.ok(problems.length > 0);
    assert.ok(problems.every(({ start, end }) => start >= 0 && end <= text.length));
  });

  it("stays fast and calm on hostile texts", function () {
    this.timeout(40_000);
    const texts = [
      "$(",
      "'",
      "`",
      "((",
      "if ",
      "{ ",
      "a|",
      "${a:-",
      "cat <<A\n",
      "sh -c '",
      "echo ${{x}} ",
      "\u0000",
    ];
    for (const piece of texts) {
      const start = performance.now();
      parseShell(piece.repeat(Math.ceil(100_000 / piece.length)));
      assert.ok(performance.now() - start < 3000, JSON.stringify(piece));
    }
    assert.equal(parseShell("a ".repeat(400_000)).problems.length, 1);
  });
});
