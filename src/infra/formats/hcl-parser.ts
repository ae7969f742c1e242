import grammarBytes from "@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm";
import { Language, type Node, Parser } from "web-tree-sitter";
import runtimeBytes from "web-tree-sitter/web-tree-sitter.wasm";

let parser: Parser | undefined;
let loading: Promise<void> | undefined;

/** Loads the grammar once (about 20 ms). {@link withTree} works from then on. */
export function prepareHcl(): Promise<void> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<void> {
  // The bytes are in the bundle; `locateFile` only keeps the runtime from asking for a file's address.
  await Parser.init({ wasmBinary: runtimeBytes, locateFile: (name: string) => name });
  const created = new Parser();
  created.setLanguage(await Language.load(grammarBytes));
  parser = created;
}

/** Why {@link withTree} gives no tree. */
export type NoTree = "not prepared" | "too hard";

/**
 * Parses and hands the root to `use`; the tree is freed when `use` returns, so nodes must not be kept. Offsets of
 * nodes are UTF-16 code units. Texts that make the parser search for too long are given up.
 */
export function withTree<T>(text: string, use: (root: Node) => T): T | NoTree {
  if (!parser) return "not prepared";
  let steps = 0;
  // Ordinary files take under 0.01 steps a character; what takes three times that is not HCL.
  const limit = 1000 + text.length / 40;
  const tree = parser.parse(text, null, { progressCallback: () => ++steps > limit });
  if (!tree) {
    parser.reset();
    return "too hard";
  }
  try {
    return use(tree.rootNode);
  } finally {
    tree.delete();
  }
}
