import { type Expression, findPlaceholders } from "../../../formats/github-expression.ts";
import { accessOf, constantTruth, visit } from "../../../formats/github-expression-walk.ts";
import type { Check, Fix } from "../../../system.ts";
import { isCondition } from "../expressions.ts";
import { type ExpressionSite, type Model, rangeIn } from "../model.ts";
import { stepName, stepsCheck, type WithSteps } from "./define.ts";

const CONDITIONS =
  "https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-jobs-with-conditions";

function ownerOf({ step, job }: ExpressionSite): string {
  if (step) return stepName(step);
  return job ? `job "${job.id}"` : "the condition";
}

const alwaysTrue = stepsCheck({
  id: "github-actions/always-true-condition",
  title: "Condition that is always true",
  severity: "high",
  category: "correctness",
  why: "Text around `${{ }}`, a line break of `|` included, turns the condition into a string, and a string that is not empty is true: the guard guards nothing.",
  remedy: "Put the whole condition into one `${{ }}`, or leave the braces out.",
  reference: CONDITIONS,
  equivalents: ["actionlint:if-cond", "zizmor:unsound-condition", "poutine:if_always_true"],
  *run(model) {
    for (const site of model.expressions) {
      if (site.bare || !isCondition(site.path) || site.start !== firstStart(site)) continue;
      if (site.start === 0 && site.end === site.scalar.text.length) continue;
      const fix = joined(site);
      yield {
        range: site.scalar.node.range,
        message: `the \`if\` of ${ownerOf(site)} is always true: it has ${whatAround(site)} around \`\${{ }}\``,
        ...(fix ? { fix } : {}),
      };
    }
  },
});

function firstStart({ scalar }: ExpressionSite): number {
  return scalar.text.indexOf("${{");
}

function whatAround({ scalar, end, start }: ExpressionSite): string {
  const rest = scalar.text.slice(0, start) + scalar.text.slice(end);
  return rest.trim() === "" ? (rest.includes("\n") ? "a line break" : "blanks") : "text";
}

/** One pair of braces around everything, where the pieces are joined by operators only. */
function joined({ scalar }: ExpressionSite): Fix | undefined {
  let out = "";
  let from = 0;
  for (const { start, end, inner } of findPlaceholders(scalar.text)) {
    out += scalar.text.slice(from, start) + inner.trim();
    from = end;
  }
  const whole = (out + scalar.text.slice(from)).trim();
  if (whole === "" || /[\n"\\#]/.test(whole) || !/^[\w\s()[\].,'!=<>&|*/-]+$/.test(whole)) return undefined;
  const range = scalar.node.range;
  // A block scalar ends with its line break, which must stay.
  const block = range.endColumn === 1 ? "\n" : "";
  return {
    title: "Put the whole condition into one ${{ }}",
    edits: [{ range, newText: `\${{ ${whole} }}${block}` }],
  };
}

const constant = stepsCheck({
  id: "github-actions/constant-condition",
  title: "Condition that does not depend on anything",
  severity: "low",
  category: "correctness",
  why: "A step or job that is switched off for good looks like it still protects something; one that is switched on for good hides that a condition was meant.",
  remedy: "Remove the condition, or what it switches off.",
  reference: CONDITIONS,
  equivalents: ["actionlint:if-cond"],
  *run(model) {
    for (const site of model.expressions) {
      if (!isCondition(site.path) || !site.expression) continue;
      if (!site.bare && (site.start !== 0 || site.end !== site.scalar.text.length)) continue;
      const truth = constantTruth(site.expression);
      if (truth === undefined) continue;
      yield {
        range: site.scalar.node.range,
        message: `the \`if\` of ${ownerOf(site)} is always ${truth}`,
      };
    }
  },
});

/** Names that somebody else may choose, so that a part of the list is enough to pass. */
const CHOSEN =
  /^(?:github\.(?:ref|ref_name|head_ref|base_ref|actor|triggering_actor|repository|event\..{1,300})|env\..{1,200}|inputs\..{1,200}|runner\.name)$/;

const containsText = stepsCheck({
  id: "github-actions/contains-on-text",
  title: "`contains` looks for a part of a text",
  severity: "medium",
  category: "security",
  why: "With a text as its first argument `contains` is true for any part of it: a branch named `ma`, or an empty name, passes a list such as `'main,develop'`.",
  remedy: 'Compare with a list: `contains(fromJSON(\'["main", "develop"]\'), github.ref_name)`.',
  reference: "https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#contains",
  equivalents: ["zizmor:unsound-contains"],
  *run(model) {
    for (const site of model.expressions) {
      if (!site.expression) continue;
      const calls: Extract<Expression, { type: "call" }>[] = [];
      visit(site.expression, (node) => {
        if (node.type === "call" && node.name.toLowerCase() === "contains") calls.push(node);
        return true;
      });
      for (const call of calls) {
        const [list, item] = call.args;
        const access = item ? accessOf(item) : undefined;
        if (list?.type !== "literal" || typeof list.value !== "string" || !access) continue;
        if (!CHOSEN.test(access.path.join("."))) continue;
        yield {
          range: rangeIn(site, call),
          message: `${ownerOf(site)} accepts any part of '${list.value.slice(0, 60)}' as ${access.text}`,
        };
      }
    }
  },
});

const falsyChoice = stepsCheck({
  id: "github-actions/falsy-choice",
  title: "`a && b || c` whose middle is never chosen",
  severity: "medium",
  category: "correctness",
  why: "`&&` gives its right side on, and an empty string, 0, false or null counts as false there: the value after `||` is taken in both cases.",
  remedy: "Turn the condition around so that the value in the middle is not empty, or use `case`.",
  reference: "https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators",
  equivalents: ["zizmor:unsound-ternary"],
  *run(model) {
    for (const site of model.expressions) {
      if (!site.expression) continue;
      const found: { node: Expression; middle: Expression }[] = [];
      visit(site.expression, (node) => {
        if (node.type === "binary" && node.operator === "||" && node.left.type === "binary") {
          const { operator, right } = node.left;
          if (operator === "&&" && right.type === "literal" && !right.value)
            found.push({ node, middle: right });
        }
        return true;
      });
      for (const { node, middle } of found) {
        const value = middle.type === "literal" ? JSON.stringify(middle.value)?.replaceAll('"', "'") : "";
        yield {
          range: rangeIn(site, node),
          message: `${value} before \`||\` counts as false, so what follows is always taken`,
        };
      }
    }
  },
});

const booleanText = stepsCheck({
  id: "github-actions/boolean-compared-with-text",
  title: "Comparison of a boolean with a text",
  severity: "high",
  category: "correctness",
  why: "GitHub turns both sides into numbers, and the texts 'true' and 'false' are none: the comparison is false whatever the value is, so the step never runs or always does.",
  remedy:
    "Compare booleans with `true` and texts with `'true'`: inputs of type boolean are booleans, outputs, `env`, `vars` and the inputs of composite actions are texts.",
  reference: "https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators",
  *run(model) {
    for (const site of model.expressions) {
      if (!site.expression) continue;
      const found: Extract<Expression, { type: "binary" }>[] = [];
      visit(site.expression, (node) => {
        if (node.type === "binary" && (node.operator === "==" || node.operator === "!=")) found.push(node);
        return true;
      });
      for (const node of found) {
        const literal = node.left.type === "literal" ? node.left : node.right;
        const other = node.left.type === "literal" ? node.right : node.left;
        const path = accessOf(other)?.path;
        const type = path ? typeOf(path, model) : undefined;
        if (literal.type !== "literal" || !path || !type) continue;
        const textual = typeof literal.value === "string" && /^(?:true|false)$/i.test(literal.value);
        if ((type === "boolean" && textual) || (type === "text" && typeof literal.value === "boolean")) {
          const wanted = type === "boolean" ? "a boolean" : "a text";
          const given = type === "boolean" ? `the text '${literal.value}'` : `the boolean ${literal.value}`;
          yield {
            range: rangeIn(site, node),
            message: `${path.join(".")} is ${wanted} and never equals ${given}`,
            fix: swapped(site, literal),
          };
        }
      }
    }
  },
});

function swapped(site: ExpressionSite, literal: Extract<Expression, { type: "literal" }>): Fix {
  const text = typeof literal.value === "string" ? literal.value.toLowerCase() : `'${literal.value}'`;
  return { title: `Compare with ${text}`, edits: [{ range: rangeIn(site, literal), newText: text }] };
}

/** `boolean` or `text`; undefined where it is not sure. */
function typeOf(path: readonly string[], model: WithSteps): "boolean" | "text" | undefined {
  const [context, name, property] = path;
  if ((context === "steps" || context === "needs") && property === "outputs" && path.length === 4)
    return "text";
  if ((context === "env" || context === "vars") && path.length === 2) return "text";
  if (context === "github" && name === "event" && property === "inputs" && path.length === 4) return "text";
  if (context !== "inputs" || path.length !== 2) return undefined;
  if (model.kind === "github-action") return "text";
  const types = model.triggers.flatMap(({ node }) =>
    node
      .get("inputs")
      .entries()
      .flatMap(({ key, value }) => (key.toLowerCase() === name ? [value.get("type").string] : [])),
  );
  if (types.length > 0 && types.every((type) => type === "boolean")) return "boolean";
  return types.length > 0 &&
    types.every((type) => type === undefined || type === "string" || type === "choice")
    ? "text"
    : undefined;
}

export const conditionChecks: readonly Check<Model>[] = [
  alwaysTrue,
  booleanText,
  containsText,
  falsyChoice,
  constant,
];
