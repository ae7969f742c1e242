import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DiskSource } from "../../../src/workspace/disk.ts";
import { nameFolders, toAbsolutePath, toWorkspacePath } from "../../../src/workspace/source.ts";
import { WorkspaceStore } from "../../../src/workspace/store.ts";
import { toySystem } from "../../support/toy-system.ts";

const NONE = new Map<string, string>();
const signal = new AbortController().signal;

describe("the workspace store", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "infra personas "));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const write = async (path: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  const open = (exclude: string[] = []): WorkspaceStore =>
    new WorkspaceStore(new DiskSource([{ prefix: "", root }], exclude), [toySystem]);
  const paths = async (store: WorkspaceStore): Promise<string[]> =>
    (await store.repository(NONE, signal)).files.map(({ path }) => path);

  it("finds the files of its systems and leaves out what is ignored, vendored or excluded", async () => {
    await write("a.toy", "thing a");
    await write("deep/er/b.toy", "thing b");
    await write("other.txt", "");
    await write("node_modules/x/c.toy", "");
    await write(".terraform/d.toy", "");
    await write("out/e.toy", "");
    await write("deep/gen.toy", "");
    await write("deep/keep.gen.toy", "");
    await write("skip/f.toy", "");
    await write(".gitignore", "/out/\n*.gen.toy\n");
    await write("deep/.gitignore", "gen.toy\n!keep.gen.toy\n");
    assert.deepEqual(await paths(open(["skip"])), ["a.toy", "deep/er/b.toy", "deep/keep.gen.toy"]);
  });

  it("survives a loop of symbolic links", async () => {
    await write("sub/a.toy", "thing a");
    await symlink(root, join(root, "sub/loop"), "junction");
    assert.deepEqual(await paths(open()), ["sub/a.toy"]);
  });

  it("skips a huge and a binary file with a reason", async () => {
    await write("huge.toy", "x".repeat(20 * 1024 * 1024));
    await write("binary.toy", new Uint8Array([127, 69, 76, 70, 0, 0, 1]));
    const store = open();
    assert.deepEqual(await paths(store), []);
    assert.deepEqual(
      store.skipped.map(({ path, reason }) => `${path}: ${reason}`),
      ["binary.toy: a binary file", "huge.toy: too large to be read (20 MB, the limit is 5 MB)"],
    );
  });

  it("reads UTF-16 with a mark and broken UTF-8", async () => {
    await write("utf16.toy", Buffer.from("\ufeffthing wide", "utf16le"));
    await write("latin1.toy", new Uint8Array([...Buffer.from("thing caf"), 0xe9]));
    const { files } = await open().repository(NONE, signal);
    assert.deepEqual(
      files.map(({ facts }) => facts.resources[0]?.name),
      ["caf\ufffd", "wide"],
    );
  });

  it("looks again at what has changed, and at nothing else", async () => {
    await write("a.toy", "thing a");
    await write("b.toy", "thing b");
    const store = open();
    const before = await store.repository(NONE, signal);
    assert.equal(await store.repository(NONE, signal), before);
    await write("a.toy", "thing new");
    await write("c.toy", "thing c");
    await rm(join(root, "b.toy"));
    store.changed(["a.toy", "b.toy", "c.toy", "vanished.toy"]);
    const after = await store.repository(NONE, signal);
    assert.deepEqual(
      after.files.map(({ path, text }) => [path, text]),
      [
        ["a.toy", "thing new"],
        ["c.toy", "thing c"],
      ],
    );
  });

  it("does not take in a changed file that is ignored", async () => {
    await write(".gitignore", "tmp/\n");
    const store = open();
    await paths(store);
    await write("tmp/a.toy", "thing a");
    await write("node_modules/a.toy", "thing a");
    store.changed(["tmp/a.toy", "node_modules/a.toy"]);
    assert.deepEqual(await paths(store), []);
  });

  it("follows a folder that vanishes and comes back, and new ignore rules", async () => {
    await write("d/a.toy", "thing a");
    const store = open();
    assert.deepEqual(await paths(store), ["d/a.toy"]);
    await rm(join(root, "d"), { recursive: true });
    store.changed(["d"]);
    assert.deepEqual(await paths(store), []);
    await write("d/a.toy", "thing a");
    store.changed(["d"]);
    assert.deepEqual(await paths(store), ["d/a.toy"]);
    await write(".gitignore", "d\n");
    store.changed([".gitignore"]);
    assert.deepEqual(await paths(store), []);
  });

  it("puts unsaved text before the disk, and returns to the disk", async () => {
    await write("a.toy", "thing saved");
    const store = open();
    const name = async (unsaved: Map<string, string>): Promise<string | undefined> =>
      (await store.repository(unsaved, signal)).get("a.toy")?.facts.resources[0]?.name;
    assert.equal(await name(NONE), "saved");
    assert.equal(await name(new Map([["a.toy", "thing typed"]])), "typed");
    assert.equal(await name(NONE), "saved");
  });

  it("stops at once when it is cancelled and works again afterwards", async () => {
    for (let i = 0; i < 50; i++) await write(`f${i}.toy`, "thing x");
    const store = open();
    await assert.rejects(store.repository(NONE, AbortSignal.abort()), { name: "AbortError" });
    assert.equal((await paths(store)).length, 50);
  });

  it("passes over a file that vanishes while it is read", async () => {
    await write("a.toy", "thing a");
    await write("b.toy", "thing b");
    const disk = new DiskSource([{ prefix: "", root }]);
    const opened = disk.open.bind(disk);
    disk.open = async (path) => {
      if (path === "a.toy") await rm(join(root, "a.toy"), { force: true });
      return opened(path);
    };
    const store = new WorkspaceStore(disk, [toySystem]);
    assert.deepEqual(await paths(store), ["b.toy"]);
    assert.deepEqual(store.skipped, []);
  });
});

describe("workspace paths", () => {
  const two = nameFolders([
    { name: "app", root: "/x/app" },
    { name: "app", root: "/y/app" },
  ]);
  it("of several folders carry the folder's name, made unique", () => {
    assert.equal(toWorkspacePath(two, "/y/app/a/b.tf"), "app-2/a/b.tf");
    assert.equal(toAbsolutePath(two, "app-2/a/b.tf"), "/y/app/a/b.tf");
    assert.equal(toWorkspacePath(two, "/z/a"), undefined);
  });
  it("never lead out of their folder", () => {
    assert.equal(toAbsolutePath(nameFolders([{ name: "x", root: "/x" }]), "../etc/passwd"), undefined);
  });
});
