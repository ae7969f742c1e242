import { accessesOf } from "../../../formats/github-expression-walk.ts";
import type { Check } from "../../../system.ts";
import type { ActionModel, Model } from "../model.ts";
import { actionCheck, fileRange, stepName } from "./define.ts";

const METADATA = "https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax";

const withoutShell = actionCheck({
  id: "github-actions/composite-step-without-shell",
  title: "Script of a composite action without a shell",
  severity: "high",
  category: "correctness",
  why: "A composite action has no default shell: the runner refuses the action, and the workflow that uses it fails.",
  remedy: "Add `shell: bash` to the step.",
  reference: `${METADATA}#runsstepsshell`,
  equivalents: ["actionlint:action"],
  *run({ steps, using }) {
    if (using !== "composite") return;
    for (const step of steps) {
      if (!step.script || step.node.has("shell")) continue;
      const key = step.node.get("run").keyRange;
      const indent = " ".repeat(key.startColumn - 1);
      const range = { ...key, endLine: key.startLine, endColumn: key.startColumn };
      yield {
        range: key,
        message: `${stepName(step)} runs a script and names no shell`,
        fix: { title: "Add shell: bash", edits: [{ range, newText: `shell: bash\n${indent}` }] },
      };
    }
  },
});

const withoutValue = actionCheck({
  id: "github-actions/output-without-value",
  title: "Output of a composite action without a value",
  severity: "high",
  category: "correctness",
  why: "The output stays empty whatever the steps do, and the workflow that reads it goes on with an empty string.",
  remedy: "Add `value: ${{ steps.<id>.outputs.<name> }}`.",
  reference: `${METADATA}#outputsoutput_idvalue`,
  equivalents: ["actionlint:action"],
  *run({ outputs, using }) {
    if (using !== "composite") return;
    for (const { name, range, node } of outputs) {
      if (!node.has("value")) yield { range, message: `output \`${name}\` has no value` };
    }
  },
});

const incomplete = actionCheck({
  id: "github-actions/incomplete-action",
  title: "Action without what makes it run",
  severity: "high",
  category: "correctness",
  why: "The runner cannot load the action, and the workflow that uses it fails.",
  remedy: "State `runs.using`, and with it `steps`, `main` or `image`.",
  reference: `${METADATA}#runs`,
  equivalents: ["actionlint:action"],
  *run(action) {
    const { root, using, steps } = action;
    const runs = root.get("runs");
    if (!root.has("runs")) {
      if (root.entries().length > 0) yield { range: fileRange(action), message: "the action has no `runs`" };
      return;
    }
    if (using === undefined) yield { range: runs.keyRange, message: "`runs` does not say `using` what" };
    else if (using === "composite" && steps.length === 0)
      yield { range: runs.keyRange, message: "the composite action has no steps" };
    else if (using === "docker" && !runs.has("image"))
      yield { range: runs.keyRange, message: "the Docker action names no image" };
    else if (using.startsWith("node") && !runs.has("main"))
      yield { range: runs.keyRange, message: "the JavaScript action names no `main`" };
    else if (!/^(?:composite|docker|node\d{2})$/.test(using))
      yield { range: runs.get("using").range, message: `“${using.slice(0, 40)}” is no way to run an action` };
    for (const step of steps) {
      if (!step.node.has("run") && !step.node.has("uses"))
        yield { range: firstOf(step), message: `${stepName(step)} has neither \`run\` nor \`uses\`` };
    }
  },
});

function firstOf({ node }: ActionModel["steps"][number]) {
  return { ...node.range, endLine: node.range.startLine, endColumn: node.range.startColumn + 1 };
}

const oldNode = actionCheck({
  id: "github-actions/retired-node",
  title: "Action runs on a Node.js that runners no longer have",
  severity: "medium",
  category: "reliability",
  why: "The runner forces it onto a newer Node.js than it was tested with and warns in each run.",
  remedy: "Test with the current Node.js of the runners and state it in `using`.",
  reference: "https://github.blog/changelog/2023-09-22-github-actions-transitioning-from-node-16-to-node-20/",
  equivalents: ["actionlint:action"],
  *run({ root, using }) {
    if (using !== "node12" && using !== "node16") return;
    yield {
      range: root.get("runs", "using").range,
      message: `the action runs on ${using}, which runners no longer have`,
    };
  },
});

const unusedInput = actionCheck({
  id: "github-actions/unused-input",
  title: "Input that nothing reads",
  severity: "low",
  category: "correctness",
  why: "Whoever sets the input expects it to do something; it was renamed in the steps, or was never wired up.",
  remedy: "Use the input in a step, or remove it.",
  reference: `${METADATA}#inputs`,
  *run({ inputs, expressions, using, steps }) {
    if (using !== "composite" || steps.length === 0) return;
    const paths = expressions
      .flatMap((site) => (site.expression ? accessesOf(site.expression) : []))
      .map(({ path }) => path);
    // `toJSON(inputs)` and computed names read them all; an unreadable expression might.
    if (
      paths.some(
        ([context, name]) => context === "inputs" && (name === undefined || name === "*" || name === "?"),
      )
    )
      return;
    if (expressions.some(({ problem }) => problem)) return;
    const read = new Set(paths.filter(([context]) => context === "inputs").map(([, name]) => name));
    const scripts = steps.map(({ script }) => script?.text ?? "").join("\n");
    for (const { name, range } of inputs) {
      const variable = `INPUT_${name.toUpperCase().replaceAll(" ", "_")}`;
      if (!read.has(name.toLowerCase()) && !scripts.includes(variable))
        yield { range, message: `no step reads the input \`${name}\`` };
    }
  },
});

export const compositeChecks: readonly Check<Model>[] = [
  withoutShell,
  withoutValue,
  incomplete,
  oldNode,
  unusedInput,
];
