import { accessesOf, callsOf } from "../../../formats/github-expression-walk.ts";
import type { Check, Hit } from "../../../system.ts";
import { contextsAt, contextsInAction, isFunctionAllowed } from "../knowledge/contexts.ts";
import { CONTEXTS, FUNCTIONS } from "../knowledge/schema.ts";
import { type ExpressionSite, type Model, rangeIn, rangeOf } from "../model.ts";
import { stepsCheck, type WithSteps } from "./define.ts";

const SYNTAX = "https://docs.github.com/en/actions/reference/workflows-and-actions/expressions";
const CONTEXT_PAGE =
  "https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability";
const REFUSED = "GitHub refuses the workflow when it is started, so none of its jobs run.";

const invalid = stepsCheck({
  id: "github-actions/invalid-expression",
  title: "Expression that cannot be read",
  severity: "high",
  category: "correctness",
  why: REFUSED,
  remedy: "Mend the expression; strings take single quotes, and a quote inside them is doubled.",
  reference: SYNTAX,
  equivalents: ["actionlint:expression"],
  *run(model) {
    for (const site of model.expressions) {
      if (site.problem) {
        const range = site.problem.end > site.problem.start ? rangeIn(site, site.problem) : rangeOf(site);
        yield { range, message: `the expression cannot be read: ${site.problem.message}` };
      } else yield* wrongCalls(site);
    }
  },
});

function* wrongCalls(site: ExpressionSite): Iterable<Hit> {
  for (const call of site.expression ? callsOf(site.expression) : []) {
    const name = call.name.toLowerCase();
    const limits = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    const range = rangeIn(site, call);
    if (!limits) yield { range, message: `there is no function \`${call.name}\`` };
    else if (call.args.length < limits[0] || call.args.length > limits[1]) {
      const wanted = limits[0] === limits[1] ? `${limits[0]}` : `${limits[0]} to ${limits[1]}`;
      yield {
        range,
        message: `\`${call.name}\` takes ${wanted} argument${wanted === "1" ? "" : "s"}, not ${call.args.length}`,
      };
    } else if (!isFunctionAllowed(name, site.path)) {
      yield { range, message: `\`${call.name}()\` cannot be used under \`${site.path.at(-1)}\`` };
    } else if (name === "format") yield* wrongFormat(site, call);
  }
}

function* wrongFormat(site: ExpressionSite, call: ReturnType<typeof callsOf>[number]): Iterable<Hit> {
  const [pattern, ...values] = call.args;
  if (pattern?.type !== "literal" || typeof pattern.value !== "string") return;
  const text = pattern.value.replaceAll("{{", "").replaceAll("}}", "");
  for (const [, number = "0"] of text.matchAll(/\{(\d{1,3})\}/g)) {
    if (Number(number) >= values.length) {
      yield { range: rangeIn(site, call), message: `\`format\` is given no value for {${number}}` };
      return;
    }
  }
}

const unavailable = stepsCheck({
  id: "github-actions/context-not-available",
  title: "Context that this key cannot see",
  severity: "high",
  category: "correctness",
  why: `${REFUSED} In the actions of others the value is empty instead.`,
  remedy:
    "Move the value to where the context is known: secrets into `env`, computed values into an output of an earlier job.",
  reference: CONTEXT_PAGE,
  equivalents: ["actionlint:expression", "poutine:if_always_true"],
  *run(model) {
    for (const site of model.expressions) {
      const allowed = allowedAt(site, model);
      for (const { path, text, expression } of site.expression ? accessesOf(site.expression) : []) {
        const context = path[0] ?? "";
        if (!CONTEXTS.has(context)) {
          yield {
            range: rangeIn(site, expression),
            message: `there is no context \`${text.split(/[.[]/, 1)[0]}\``,
          };
        } else if (allowed && !allowed.includes(context)) {
          yield {
            range: rangeIn(site, expression),
            message: `\`${context}\` is not known under \`${keyOf(site)}\``,
          };
        }
      }
    }
  },
});

function allowedAt(site: ExpressionSite, model: WithSteps): readonly string[] | undefined {
  return model.kind === "github-action" ? contextsInAction(site.path) : contextsAt(site.path);
}

/** How a person names the key: `jobs.deploy.if`, `if of a step`. */
function keyOf({ path, step, job }: ExpressionSite): string {
  if (step) return path.at(-1) ?? "";
  return job ? path.slice(2).join(".") : path.join(".");
}

export const expressionChecks: readonly Check<Model>[] = [invalid, unavailable];
