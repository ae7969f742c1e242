import { accessesOf } from "../../formats/github-expression-walk.ts";
import type { YamlNode } from "../../formats/yaml.ts";
import type { Facts, InfraFile, Json, Resource } from "../../system.ts";
import { jobFacts, jobResource } from "./facts-jobs.ts";
import type {
  ActionModel,
  DependabotModel,
  ExpressionSite,
  Model,
  Parameter,
  WorkflowModel,
} from "./model.ts";
import { rangeIn } from "./model.ts";
import { type Operation, operationsOf } from "./operations.ts";
import { parameters } from "./parse.ts";
import { renovateFacts } from "./renovate.ts";
import { isCommit, isVersion, type Uses } from "./uses.ts";

type Item = { [key: string]: Json };

/** What an engineer would ask about a workflow, an action or the configuration of an update service. */
export function factsOf(model: Model, file: InfraFile): Facts {
  switch (model.kind) {
    case "github-workflow":
      return workflowFacts(model, file);
    case "github-action":
      return actionFacts(model);
    case "dependabot":
      return dependabotFacts(model);
    case "renovate":
      return renovateFacts(model.root);
  }
}

function workflowFacts(workflow: WorkflowModel, file: InfraFile): Facts {
  const operations = operationsOf(workflow, file.path);
  const call = workflow.triggers.find(({ name }) => name === "workflow_call")?.node;
  const dispatch = workflow.triggers.find(({ name }) => name === "workflow_dispatch")?.node;
  const inputs = [call, dispatch].flatMap((node) => (node ? parameters(node.get("inputs")) : []));
  return {
    resources: [...builtImages(operations), ...workflowResource(workflow), ...workflow.jobs.map(jobResource)],
    ...(workflow.name === undefined ? {} : { name: workflow.name }),
    triggers: workflow.triggers.map(triggerFacts),
    permissions: permissionFacts(workflow),
    jobs: workflow.jobs.map(jobFacts),
    actions: actionsOf(workflow),
    environments: workflow.jobs.flatMap((job) =>
      job.environment
        ? [{ name: job.environment.name, job: job.id, line: job.environment.range.startLine }]
        : [],
    ),
    secrets: namesOf(workflow.expressions, "secrets"),
    variables: namesOf(workflow.expressions, "vars"),
    concurrency: concurrencyFacts(workflow),
    inputs: inputs.map(parameterFact),
    outputs: parameters(call?.get("outputs") ?? workflow.root.get("-")).map(parameterFact),
    images: imageFacts(workflow, operations),
    operations: operations.filter(({ does }) => does !== "config" && does !== "values").map(operationFact),
  };
}

/** First among the resources, so that the image is meant where a job has the same name. */
function builtImages(operations: readonly Operation[]): Resource[] {
  const images = new Map<string, Resource>();
  for (const { does, image, step, job, range } of operations) {
    if ((does !== "build" && does !== "push") || image === undefined || images.has(image)) continue;
    const detail = `${does === "push" ? "built and pushed" : "built"} by job ${job.id}, step ${step.title}`;
    images.set(image, { type: "image", name: image, range, detail, properties: { image } });
  }
  return [...images.values()];
}

function workflowResource({ name, root, triggers, jobs }: WorkflowModel): Resource[] {
  if (name === undefined) return [];
  const detail = `on ${triggers.map((one) => one.name).join(", ") || "nothing"}; ${jobs.length} jobs`;
  return [{ type: "workflow", name, range: root.range, detail }];
}

const FILTERS = [
  "branches",
  "branches-ignore",
  "tags",
  "tags-ignore",
  "paths",
  "paths-ignore",
  "types",
  "workflows",
];

function triggerFacts({ name, range, node }: WorkflowModel["triggers"][number]): Item {
  const item: Item = { event: name, line: range.startLine };
  for (const key of FILTERS) {
    const values = node.get(key).strings();
    if (values.length > 0) item[key] = values;
  }
  if (name === "schedule") item.cron = node.items().flatMap((one) => one.get("cron").string ?? []);
  return item;
}

function permissionFacts({ permissions, jobs }: WorkflowModel): Item[] {
  const owners = [
    { permissions, job: undefined },
    ...jobs.map((job) => ({ permissions: job.permissions, job: job.id })),
  ];
  return owners.flatMap(({ permissions: { all, scopes, node, stated }, job }) => {
    const owner: Item = job === undefined ? {} : { job };
    if (all !== undefined) return [{ scope: "all", level: all, line: node.range.startLine, ...owner }];
    if (stated && scopes.length === 0) return [{ scope: "all", level: "none", line: node.line, ...owner }];
    return scopes.map(({ name, level, range }) => ({ scope: name, level, line: range.startLine, ...owner }));
  });
}

function concurrencyFacts({ concurrency, jobs }: WorkflowModel): Item[] {
  const fact = (node: YamlNode, owner: Item): Item[] => {
    const group = node.isMap ? node.get("group").string : node.string;
    if (group === undefined) return [];
    return [
      {
        group,
        cancelInProgress: node.get("cancel-in-progress").string ?? "false",
        line: node.line,
        ...owner,
      },
    ];
  };
  return [...fact(concurrency, {}), ...jobs.flatMap((job) => fact(job.concurrency, { job: job.id }))];
}

function actionsOf({ jobs }: WorkflowModel): Item[] {
  return jobs.flatMap((job) => [
    ...(job.uses ? [useFact(job.uses, { job: job.id })] : []),
    ...job.steps.flatMap(({ uses }) => (uses ? [useFact(uses, { job: job.id })] : [])),
  ]);
}

function useFact(uses: Uses, owner: Item): Item {
  return {
    uses: uses.text,
    line: uses.range.startLine,
    pin: pinOf(uses),
    ...(uses.comment === undefined ? {} : { comment: uses.comment.slice(0, 100) }),
    ...owner,
  };
}

/** How firmly a `uses` is tied: to a commit, a digest, a version's tag, a branch, or not at all. */
export function pinOf(uses: Uses): string {
  if (uses.from === "local") return "local";
  if (uses.from === "docker") return uses.path.includes("@sha256:") ? "digest" : "tag";
  if (uses.ref === undefined || uses.ref === "") return "none";
  if (isCommit(uses.ref)) return "commit";
  return isVersion(uses.ref) ? "version" : "branch";
}

/** The names below a context, each where it first stands; never a value. */
function namesOf(sites: readonly ExpressionSite[], context: string): Item[] {
  const found = new Map<string, Item>();
  for (const site of sites) {
    if (!site.expression) continue;
    for (const { path, text, expression } of accessesOf(site.expression)) {
      const name = path[0] === context ? (text.split(".")[1] ?? "*") : undefined;
      if (name === undefined || found.has(name)) continue;
      found.set(name, { name, line: rangeIn(site, expression).startLine });
    }
  }
  return [...found.values()];
}

function parameterFact({ name, range, required, hasDefault }: Parameter): Item {
  return { name, line: range.startLine, required, hasDefault };
}

function imageFacts({ jobs }: WorkflowModel, operations: readonly Operation[]): Item[] {
  const used = jobs.flatMap((job) => {
    const nodes = [
      { role: "container", node: imageNode(job.container) },
      ...job.services.map(({ node }) => ({ role: "service", node: imageNode(node) })),
    ];
    return nodes.flatMap(({ role, node }) =>
      node.string ? [{ image: node.string, role, job: job.id, line: node.range.startLine }] : [],
    );
  });
  const built = operations.flatMap(({ does, image, job, range }) =>
    image !== undefined && (does === "build" || does === "push")
      ? [{ image, role: does === "push" ? "pushed" : "built", job: job.id, line: range.startLine }]
      : [],
  );
  return [...used, ...built];
}

/** The node that names the image of a `container` or service, which may be a map or just the name. */
export function imageNode(node: YamlNode): YamlNode {
  return node.isMap ? node.get("image") : node;
}

function operationFact({ does, tool, paths, image, job, step, range }: Operation): Item {
  return {
    does,
    tool,
    job: job.id,
    step: step.title,
    line: range.startLine,
    ...(paths?.[0] === undefined ? {} : { path: paths[0] }),
    ...(image === undefined ? {} : { image }),
  };
}

function actionFacts(action: ActionModel): Facts {
  return {
    resources: [
      {
        type: "action",
        name: action.name ?? "action",
        range: action.root.range,
        detail: `${action.using ?? "unknown"} action, ${action.inputs.length} inputs, ${action.steps.length} steps`,
      },
    ],
    ...(action.name === undefined ? {} : { name: action.name }),
    ...(action.using === undefined ? {} : { using: action.using }),
    inputs: action.inputs.map(parameterFact),
    outputs: action.outputs.map(parameterFact),
    steps: action.steps.map(({ title, node }) => ({ name: title, line: node.range.startLine })),
    actions: action.steps.flatMap(({ uses }) => (uses ? [useFact(uses, {})] : [])),
    secrets: namesOf(action.expressions, "secrets"),
  };
}

function dependabotFacts({ updates, root }: DependabotModel): Facts {
  return {
    resources: updates.map(({ ecosystem, directories, interval, node }) => ({
      type: "update",
      name: `${ecosystem || "unknown"} ${directories.map(({ path }) => path).join(", ")}`.trim(),
      range: node.range,
      detail: `${ecosystem || "unknown"}, ${interval ?? "no interval"}`,
    })),
    updates: updates.map(({ ecosystem, directories, interval, node }) => ({
      ecosystem,
      directories: directories.map(({ path }) => path),
      line: node.range.startLine,
      ...(interval === undefined ? {} : { interval }),
      groups: node
        .get("groups")
        .entries()
        .map(({ key }) => key),
      ignored: node
        .get("ignore")
        .items()
        .flatMap((item) => item.get("dependency-name").string ?? []),
      cooldown: node.has("cooldown"),
    })),
    registries: root
      .get("registries")
      .entries()
      .map(({ key, keyRange, value }) => ({
        name: key,
        type: value.get("type").string ?? "",
        line: keyRange.startLine,
      })),
  };
}
