import { joinPath } from "../../paths.ts";
import type { Range } from "../../position.ts";
import type { InfraFile, Link, Relation } from "../../system.ts";
import { imageNode } from "./facts.ts";
import { filterPrefix } from "./filters.ts";
import type { ActionModel, DependabotModel, Job, Model, Step, WorkflowModel } from "./model.ts";
import { type Operation, operationsOf } from "./operations.ts";
import { inRepository, repositoryRoot, type Workspace, workspaceOf } from "./repository.ts";
import type { Uses } from "./uses.ts";
import { inputOf } from "./values.ts";

/** What the file points at: jobs, other workflows, actions, images, Dockerfiles, manifests, charts and scripts. */
export function linksOf(model: Model, file: InfraFile): Link[] {
  switch (model.kind) {
    case "github-workflow":
      return workflowLinks(model, file);
    case "github-action":
      return actionLinks(model, file);
    case "dependabot":
      return dependabotLinks(model, file);
    case "renovate":
      return [];
  }
}

function workflowLinks(workflow: WorkflowModel, file: InfraFile): Link[] {
  return [
    ...workflow.jobs.flatMap((job) => jobLinks(job, file)),
    ...operationsOf(workflow, file.path).flatMap(operationLink),
    ...triggerLinks(workflow, file),
  ];
}

function jobLinks(job: Job, file: InfraFile): Link[] {
  const workspace = workspaceOf(job, file.path);
  const from = job.id;
  const links: Link[] = job.needs.map(({ id, range }) => ({
    relation: "depends-on",
    range,
    from,
    target: { by: "name", types: ["job"], name: id, within: file.path },
  }));
  const called = job.uses?.from === "local" ? joinPath(workspace.root, job.uses.path) : undefined;
  if (job.uses && called) {
    links.push({
      relation: "calls-workflow",
      range: job.uses.range,
      from,
      target: { by: "path", paths: [called] },
    });
  }
  for (const node of [job.container, ...job.services.map((service) => service.node)].map(imageNode)) {
    if (node.string) links.push(imageLink(node.string, node.range, from));
  }
  return [...links, ...job.steps.flatMap((step) => stepLinks(step, from, workspace))];
}

function imageLink(image: string, range: Range, from: string | undefined): Link {
  return {
    relation: "runs-image",
    range,
    ...(from === undefined ? {} : { from }),
    target: { by: "image", image },
  };
}

function stepLinks(step: Step, from: string | undefined, workspace: Workspace): Link[] {
  const links: Link[] = [];
  const { uses } = step;
  if (uses?.from === "docker") links.push(imageLink(uses.path, uses.range, from));
  if (uses?.from === "local") {
    const folder = inRepository(workspace, "", uses.path);
    if (folder !== undefined) links.push(actionLink(uses, folder, from));
  }
  const role = inputOf(step, "role-to-assume");
  const name = role
    ? /^arn:[\w-]{1,20}:iam::\d{12}:role\/(?:[\w+=,.@-]{1,64}\/){0,8}([\w+=,.@-]{1,64})$/.exec(
        role.value,
      )?.[1]
    : undefined;
  if (role && name) {
    const target = { by: "name", types: ["aws_iam_role"], name } as const;
    links.push({
      relation: "assumes-role",
      range: role.node.range,
      ...(from === undefined ? {} : { from }),
      target,
    });
  }
  return links;
}

/** A local action is a folder with its metadata, or with just a Dockerfile. */
function actionLink(uses: Uses, folder: string, from: string | undefined): Link {
  const inside = (name: string) => joinPath(folder, name) ?? name;
  const paths = [inside("action.yml"), inside("action.yaml"), inside("Dockerfile")];
  return {
    relation: "uses-action",
    range: uses.range,
    ...(from === undefined ? {} : { from }),
    target: { by: "path", paths },
  };
}

const RELATIONS: Partial<Record<Operation["does"], Relation>> = {
  build: "builds",
  push: "builds",
  deploy: "deploys",
  plan: "includes",
  destroy: "includes",
  migrate: "migrates",
  script: "includes",
  config: "references-config",
  values: "uses-values",
};

function operationLink({ does, range, paths, image, job }: Operation): Link[] {
  const relation = RELATIONS[does];
  if (!paths || !relation) return [];
  return [{ relation, range, from: image ?? job.id, target: { by: "path", paths } }];
}

/** The workflows that it waits for, and the folders whose changes start it. */
function triggerLinks({ triggers }: WorkflowModel, file: InfraFile): Link[] {
  const root = repositoryRoot(file.path);
  return triggers.flatMap(({ node }) => {
    const waited = node
      .get("workflows")
      .items()
      .flatMap((item): Link[] =>
        item.string === undefined
          ? []
          : [
              {
                relation: "depends-on",
                range: item.range,
                target: { by: "name", types: ["workflow"], name: item.string },
              },
            ],
      );
    const filtered = node
      .get("paths")
      .items()
      .flatMap((item): Link[] => {
        const prefix = item.string === undefined ? undefined : filterPrefix(item.string);
        const path = prefix === undefined ? undefined : joinPath(root, prefix);
        return path
          ? [{ relation: "depends-on", range: item.range, target: { by: "path", paths: [path] } }]
          : [];
      });
    return [...waited, ...filtered];
  });
}

/** A composite action runs in the workspace of whoever uses it; only its own neighbours can be told from here. */
function actionLinks(action: ActionModel, file: InfraFile): Link[] {
  const workspace = { root: repositoryRoot(file.path), present: true, own: [""], foreign: [] };
  const image = action.root.get("runs", "image");
  const folder = file.path.split("/").slice(0, -1).join("/");
  const links: Link[] = [];
  if (image.string?.startsWith("docker://"))
    links.push(imageLink(image.string.slice(9), image.range, undefined));
  else if (image.string) {
    const path = joinPath(folder, image.string);
    if (path) links.push({ relation: "builds", range: image.range, target: { by: "path", paths: [path] } });
  }
  return [...links, ...action.steps.flatMap((step) => stepLinks(step, undefined, workspace))];
}

function dependabotLinks({ updates }: DependabotModel, file: InfraFile): Link[] {
  const root = repositoryRoot(file.path);
  return updates.flatMap(({ directories }) =>
    directories.flatMap(({ path, range }): Link[] => {
      const folder = /[*?[\]{}]/.test(path) ? undefined : joinPath(root, path.replace(/^\/+/, ""));
      return folder ? [{ relation: "monitors", range, target: { by: "path", paths: [folder] } }] : [];
    }),
  );
}
