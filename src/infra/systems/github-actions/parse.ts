import { parseYaml, type YamlNode } from "../../formats/yaml.ts";
import { LineIndex, type Range } from "../../position.ts";
import type { InfraFile, Parsed, Problem } from "../../system.ts";
import { collectExpressions } from "./expressions.ts";
import type { ActionModel, DependabotModel, Model, Parameter, Update } from "./model.ts";
import { parseSteps, type Source } from "./parse-steps.ts";
import { parseWorkflow } from "./parse-workflow.ts";
import { withoutComments } from "./renovate.ts";

/** A file that is broken in more places is broken as a whole. */
const MAX_PROBLEMS = 20;
/** More updates than this come from aliases or machines. */
const MAX_UPDATES = 2000;

const SHAPES: Record<string, string> = {
  "github-workflow": "A workflow is a map with `on` and `jobs`",
  "github-action": "An action's metadata is a map with `name` and `runs`",
  dependabot: "The configuration of Dependabot is a map with `version` and `updates`",
  renovate: "The configuration of Renovate is one JSON object",
};

/** Reads a file of any kind of this system. Never throws. */
export function parse(file: InfraFile): Parsed<Model> {
  const source = { text: file.text, lines: new LineIndex(file.text) };
  const readable = file.kind === "renovate" ? withoutComments(file.text) : file.text;
  const { documents, problems } = parseYaml(readable);
  const root = documents[0] ?? parseYaml("{}").documents[0];
  const found: Problem[] = problems.slice(0, MAX_PROBLEMS).map(({ range, message }) => ({
    range,
    message: `The YAML cannot be read here: ${message}`,
  }));
  if (found.length === 0 && !documents[0]?.isMap) {
    found.push({
      range: firstPlace(documents[0]),
      message: `${SHAPES[file.kind] ?? ""}; this file holds ${shapeOf(documents[0])}.`,
    });
  }
  // `{}` always holds a document, so the cursor is there.
  return { model: modelOf(file.kind, root as YamlNode, source), problems: found };
}

function firstPlace(document: YamlNode | undefined): Range {
  const start = document?.range ?? { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
  return { ...start, endLine: start.startLine, endColumn: start.startColumn };
}

function shapeOf(document: YamlNode | undefined): string {
  if (!document) return "nothing";
  return document.isList ? "a list" : "a single value";
}

function modelOf(kind: string, root: YamlNode, source: Source): Model {
  if (kind === "github-action") return parseAction(root, source);
  if (kind === "dependabot") return parseDependabot(root, source);
  if (kind === "renovate") return { kind: "renovate", root, lines: source.lines };
  return parseWorkflow(root, source);
}

function parseAction(root: YamlNode, source: Source): ActionModel {
  const name = root.get("name").string;
  const using = root.get("runs", "using").string;
  const steps = parseSteps(root.get("runs", "steps"), source, {}, false);
  return {
    kind: "github-action",
    root,
    lines: source.lines,
    ...(name === undefined ? {} : { name }),
    inputs: parameters(root.get("inputs")),
    outputs: parameters(root.get("outputs")),
    ...(using === undefined ? {} : { using }),
    steps,
    expressions: collectExpressions(root, source.text, source.lines, { jobs: [], steps }),
  };
}

/** The entries of `inputs`, `outputs` or `secrets` of an action or a reusable workflow. */
export function parameters(map: YamlNode): Parameter[] {
  return map.entries().map(({ key, keyRange, value }) => ({
    name: key,
    range: keyRange,
    node: value,
    required: value.get("required").string === "true",
    hasDefault: value.has("default"),
  }));
}

function parseDependabot(root: YamlNode, source: Source): DependabotModel {
  const updates = root.get("updates").items().slice(0, MAX_UPDATES).map(parseUpdate);
  return { kind: "dependabot", root, lines: source.lines, updates };
}

function parseUpdate(node: YamlNode): Update {
  const interval = node.get("schedule", "interval").string;
  const listed = [node.get("directory"), ...node.get("directories").items()];
  return {
    ecosystem: node.get("package-ecosystem").string ?? "",
    directories: listed.flatMap((item) =>
      item.string === undefined ? [] : [{ path: item.string, range: item.range }],
    ),
    ...(interval === undefined ? {} : { interval }),
    node,
  };
}
