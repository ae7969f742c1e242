import type { Expression } from "./github-expression.ts";

/** A chain such as `github.event.issue.title`; a computed part is `?`, a filter `*`. Names in lower case. */
export interface ContextAccess {
  path: string[];
  /** The same as it stands in the file, for messages. */
  text: string;
  expression: Expression;
}

/** The chain that an expression is; undefined for anything that does not start at a context. */
export function accessOf(expression: Expression): ContextAccess | undefined {
  const path: string[] = [];
  let text = "";
  let current = expression;
  for (;;) {
    if (current.type === "property") {
      path.push(current.name.toLowerCase());
      text = `.${current.name}${text}`;
      current = current.of;
    } else if (current.type === "index") {
      path.push(current.index.type === "literal" ? "*" : "?");
      text = `[…]${text}`;
      current = current.of;
    } else if (current.type === "context") {
      path.push(current.name.toLowerCase());
      return { path: path.reverse(), text: current.name + text, expression };
    } else return undefined;
  }
}

/** Every longest chain of the expression, those inside arguments and computed indexes too. */
export function accessesOf(expression: Expression): ContextAccess[] {
  const found: ContextAccess[] = [];
  visit(expression, (node) => {
    const access = accessOf(node);
    if (access) found.push(access);
    return access === undefined;
  });
  for (const { expression: chain } of [...found]) {
    for (let node: Expression = chain; node.type === "property" || node.type === "index"; node = node.of) {
      if (node.type === "index") found.push(...accessesOf(node.index));
    }
  }
  return found;
}

/** Every call of a function, with its name in lower case. */
export function callsOf(expression: Expression): (Expression & { type: "call" })[] {
  const found: (Expression & { type: "call" })[] = [];
  visit(expression, (node) => {
    if (node.type === "call") found.push(node);
    return true;
  });
  return found;
}

/** Walks the tree from the root; `enter` says whether to go into the node. */
export function visit(expression: Expression, enter: (node: Expression) => boolean): void {
  if (!enter(expression)) return;
  for (const child of childrenOf(expression)) visit(child, enter);
}

export function childrenOf(expression: Expression): Expression[] {
  switch (expression.type) {
    case "property":
      return [expression.of];
    case "index":
      return [expression.of, expression.index];
    case "call":
      return expression.args;
    case "not":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    default:
      return [];
  }
}

/** Functions whose result holds the text of their arguments. */
const PASSING = new Set(["format", "join", "tojson", "fromjson"]);

/** A chain whose value can become part of the expression's text. */
export interface Flow extends ContextAccess {
  /** True inside `toJSON`, where a whole object becomes text too. */
  serialised: boolean;
}

/**
 * The chains whose value can stand in the text that the expression becomes. Comparisons, negations and functions
 * such as `contains` give true or false and pass nothing on; of `a && b` only `b` is text worth the name.
 */
export function flowsOf(expression: Expression, serialised = false): Flow[] {
  const access = accessOf(expression);
  if (access) return [{ ...access, serialised }];
  if (expression.type === "binary") {
    if (expression.operator === "||") {
      return [...flowsOf(expression.left, serialised), ...flowsOf(expression.right, serialised)];
    }
    return expression.operator === "&&" ? flowsOf(expression.right, serialised) : [];
  }
  if (expression.type === "property" || expression.type === "index")
    return flowsOf(expression.of, serialised);
  if (expression.type !== "call") return [];
  const name = expression.name.toLowerCase();
  if (name === "case")
    return expression.args
      .filter((_, i, all) => i % 2 === 1 || i === all.length - 1)
      .flatMap((one) => flowsOf(one, serialised));
  if (!PASSING.has(name)) return [];
  return expression.args.flatMap((one) => flowsOf(one, serialised || name === "tojson"));
}

/** True, false or undefined where the value depends on the run. */
export function constantTruth(expression: Expression): boolean | undefined {
  if (expression.type === "literal") {
    return Number.isNaN(expression.value) ? false : Boolean(expression.value);
  }
  if (expression.type === "not") {
    const operand = constantTruth(expression.operand);
    return operand === undefined ? undefined : !operand;
  }
  if (expression.type !== "binary") return undefined;
  const left = constantTruth(expression.left);
  const right = constantTruth(expression.right);
  if (expression.operator === "&&") {
    return left === false || right === false ? false : left === true ? right : undefined;
  }
  if (expression.operator === "||") {
    return left === true || right === true ? true : left === false ? right : undefined;
  }
  return undefined;
}
