import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = process.cwd();
const sample = join(root, "test/sample");

async function cli(args: string[], cwd = root): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await run(process.execPath, [join(root, "dist/cli.js"), ...args], {
      cwd,
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

const json = async (args: string[], cwd?: string) => JSON.parse((await cli(args, cwd)).out);

describe("the terminal front end", () => {
  it("lists the personas", async () => {
    const { personas, skipped } = await json(["personas", "--json"]);
    assert.equal(personas.length, 7);
    assert.deepEqual(skipped, []);
    const devops = personas.find((persona: { id: string }) => persona.id === "devops");
    for (const key of ["id", "name", "fullName", "description", "shortDescription", "format", "source"]) {
      assert.equal(typeof devops[key], "string", key);
    }
    assert.ok(
      Array.isArray(devops.model) &&
        Array.isArray(devops.tools) &&
        devops.handoffs[0].to &&
        devops.handoffs[0].when,
    );
  });

  it("says why a persona file is skipped", async () => {
    const { skipped } = await json(["personas", join(root, "README.md"), "--json"]);
    assert.match(skipped[0].reason, /line 1: .*front matter/);
  });

  it("takes inventory of a folder", async () => {
    const { stats, files } = await json(["inventory", sample, "--json"]);
    assert.ok(stats.files > stats.infraFiles && stats.infraFiles === files.length && stats.bytes > 0);
    const dockerfile = files.find(({ path }: { path: string }) => path === "services/api/Dockerfile");
    assert.equal(dockerfile.kind, "dockerfile");
    assert.equal(dockerfile.system, "docker");
    assert.ok(dockerfile.facts.resources.length > 0);
    assert.ok(files.some(({ kind }: { kind: string }) => kind === "terraform"));
  });

  it("reviews, in every format, and fails on demand", async () => {
    const { findings, stats } = await json(["review", sample, "--format", "json"]);
    assert.ok(findings.length > 10 && stats.files > 10);
    for (const finding of findings) {
      for (const key of ["rule", "system", "category", "severity", "path", "message", "why"]) {
        assert.equal(typeof finding[key], "string", key);
      }
      assert.ok(finding.startLine >= 1 && finding.endLine >= finding.startLine);
      assert.equal(typeof finding.fixable, "boolean");
      assert.ok(Array.isArray(finding.related));
    }
    const sarif = await json(["review", sample, "--format", "sarif"]);
    assert.equal(sarif.runs[0].results.length, findings.length);
    assert.match(
      (await cli(["review", sample, "--format", "github"])).out,
      /^::(error|warning|notice) file=/m,
    );
    assert.match((await cli(["review", sample])).out, /findings \(\d+ critical/);
    assert.equal((await cli(["review", sample, "--fail-on", "high"])).code, 1);
    assert.equal((await cli(["review", sample, "--fail-on", "never"])).code, 0);
  });

  it("reviews single files with their surroundings in view", async () => {
    const { findings } = await json(["review", "services/web/Dockerfile", "--format", "json"], sample);
    assert.ok(findings.length > 0);
    assert.ok(findings.every(({ path }: { path: string }) => path === "services/web/Dockerfile"));
  });

  it("reviews only what differs from a revision", async () => {
    const folder = await mkdtemp(join(tmpdir(), "infra-personas-"));
    try {
      const git = (...args: string[]) =>
        run("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: folder });
      await writeFile(join(folder, "Dockerfile"), "FROM node\n");
      await git("init", "-q");
      await git("add", ".");
      await git("commit", "-qm", "start");
      assert.equal((await json(["review", folder, "--changed", "--format", "json"])).findings.length, 0);
      await writeFile(join(folder, "Dockerfile.two"), "FROM node\n");
      const { findings } = await json(["review", folder, "--changed", "HEAD", "--format", "json"]);
      assert.ok(findings.length > 0);
      assert.ok(findings.every(({ path }: { path: string }) => path === "Dockerfile.two"));
      assert.equal((await cli(["review", folder, "--changed", "nowhere"])).code, 2);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("shows what would be sent, within the budget and without secrets", async () => {
    const made = await json([
      "context",
      sample,
      "--ask",
      "what would you fix first here?",
      "--max-tokens",
      "9000",
      "--json",
    ]);
    assert.ok(made.tokens <= 9000 && made.messages.length >= 3);
    assert.match(made.messages.at(-1).content, /what would you fix first here\?/);
    assert.ok(made.included[0].path && made.included[0].startLine === 1 && made.included[0].reason);
    const one = await json(["context", sample, "--ask", "is this fine?", "--file", "compose.yaml", "--json"]);
    assert.equal(one.included[0].path, "compose.yaml");
    assert.ok(one.redactions.some(({ path }: { path: string }) => path === "compose.yaml"));
  });

  for (const args of [
    [],
    ["nonsense"],
    ["inventory", "no/such/folder"],
    ["review", "no/such/file"],
    ["review", "--format", "xml"],
    ["review", "--fail-on", "sometimes"],
    ["context", "."],
    ["context", ".", "--ask", "x", "--persona", "nobody"],
    ["context", ".", "--ask", "x", "--max-tokens", "many"],
    ["context", ".", "--ask", "x", "--max-tokens", "50"],
    ["inventory", "--frobnicate"],
  ]) {
    it(`answers "${args.join(" ")}" with one line and exit code 2`, async () => {
      const { code, out, err } = await cli(args, sample);
      assert.equal(code, 2);
      assert.equal(out, "");
      assert.match(err, /^infra-personas: .+\n$/);
    });
  }
});
