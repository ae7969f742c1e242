import { isShell, programName, type ShellCommand, type ShellWord } from "../../formats/shell.ts";
import type { Finding } from "./operations.ts";

/** The value of a word with the file's own variables put in; undefined where it stays unknown. */
type Read = (word: ShellWord) => string | undefined;
type Reader = (args: Args) => Finding[];

/** The options and operands of one command. */
class Args {
  constructor(
    readonly command: ShellCommand,
    private readonly read: Read,
  ) {}

  get texts(): string[] {
    return this.command.args.map(({ text }) => text);
  }

  has(...names: string[]): boolean {
    return this.texts.some((text) => names.includes(text));
  }

  /** Known values of an option: `-f x`, `--file x`, `--file=x`. */
  values(...names: string[]): string[] {
    const found: string[] = [];
    for (const [i, word] of this.command.args.entries()) {
      const equals = word.text.startsWith("-") ? word.text.indexOf("=") : -1;
      if (names.includes(word.text)) {
        const next = this.command.args[i + 1];
        const value = next ? this.read(next) : undefined;
        if (value !== undefined) found.push(value);
      } else if (equals > 0 && names.includes(word.text.slice(0, equals))) {
        const value = this.read({ ...word, text: word.text.slice(equals + 1) });
        if (value !== undefined) found.push(value);
      }
    }
    return found;
  }

  /** The words that are neither options nor the values of those named. */
  operands(...valued: string[]): (string | undefined)[] {
    const found: (string | undefined)[] = [];
    for (let i = 0; i < this.command.args.length; i++) {
      const word = this.command.args[i] as ShellWord;
      if (word.text.startsWith("-") && word.text !== "-") {
        if (valued.includes(word.text)) i++;
      } else found.push(this.read(word));
    }
    return found;
  }
}

/** What a command does with the repository's files, for the tools that engineers deploy with. */
export function readTool(command: ShellCommand, read: Read): Finding[] {
  const program = programName(command);
  const args = new Args(command, read);
  const reader = Object.hasOwn(READERS, program) ? READERS[program] : undefined;
  if (reader) return reader(args);
  if (isShell(program))
    return script(
      args.texts.some((text) => /^-[a-z]*[cs]/.test(text)) ? undefined : args.operands("-o", "-O")[0],
    );
  if (/^\.{1,2}\//.test(command.name) && /\.\w{1,5}$/.test(command.name)) {
    return script(read({ text: command.name, start: 0, end: 0, dynamic: false }));
  }
  return [];
}

function script(path: string | undefined): Finding[] {
  return path !== undefined && /\.\w{1,5}$/.test(path) ? [{ does: "script", paths: [path] }] : [];
}

function each(does: Finding["does"], paths: readonly string[]): Finding[] {
  return paths.map((path) => ({ does, paths: [path] }));
}

const READERS: Record<string, Reader> = {
  docker: (args) => docker(args),
  podman: (args) => docker(args),
  nerdctl: (args) => docker(args),
  buildah: (args) => (args.has("bud", "build", "build-using-dockerfile") ? imageBuild(args) : []),
  "docker-compose": (args) => compose(args),
  kubectl: (args) => kubectl(args),
  oc: (args) => kubectl(args),
  helm: (args) => helm(args),
  helmfile: (args) => {
    const does = args.has("apply", "sync") ? "deploy" : args.has("destroy") ? "destroy" : "plan";
    const files = args.values("-f", "--file");
    return files.length > 0
      ? each(does, files)
      : [{ does, paths: ["helmfile.yaml", "helmfile.yaml.gotmpl", "helmfile.d"] }];
  },
  kustomize: (args) => {
    const [verb, folder] = args.operands("-o", "--output");
    return verb === "build" ? [{ does: "deploy", paths: [folder ?? "."] }] : [];
  },
  terraform: (args) => terraform(args),
  tofu: (args) => terraform(args),
  terragrunt: (args) => terraform(args),
  pulumi: (args) => {
    const does = args.has("up", "update") ? "deploy" : args.has("destroy") ? "destroy" : "plan";
    return each(does, args.values("-C", "--cwd"));
  },
  "ansible-playbook": (args) => {
    const books = args.operands(
      "-i",
      "--inventory",
      "-e",
      "--extra-vars",
      "-l",
      "--limit",
      "-u",
      "--user",
      "-t",
      "--tags",
    );
    return each(
      args.has("--check") ? "plan" : "deploy",
      books.filter((book) => book !== undefined && /\.ya?ml$/.test(book)) as string[],
    );
  },
  skaffold: (args) => {
    const does = args.has("run", "deploy", "apply") ? "deploy" : args.has("build") ? "build" : undefined;
    const files = args.values("-f", "--filename");
    return does ? [{ does, paths: files.length > 0 ? files : ["skaffold.yaml", "skaffold.yml"] }] : [];
  },
  packer: (args) => {
    const [verb, path] = args.operands("-var", "-var-file", "-only");
    return verb === "build" && path !== undefined ? [{ does: "build", paths: [path] }] : [];
  },
  nomad: (args) => {
    const [job, run, path] = args.operands("-var", "-address", "-token");
    return job === "job" && run === "run" && path !== undefined ? [{ does: "deploy", paths: [path] }] : [];
  },
  aws: (args) => aws(args),
  sam: (args) =>
    args.has("deploy")
      ? [{ does: "deploy", paths: templateOr(args, ["template.yaml", "template.yml"]) }]
      : [],
  az: (args) => {
    if (args.has("deployment") && args.has("create", "what-if")) {
      return each(args.has("create") ? "deploy" : "plan", args.values("--template-file", "-f"));
    }
    return args.has("webapp", "functionapp", "containerapp") && args.has("deploy", "up", "update")
      ? [{ does: "deploy" }]
      : [];
  },
  gcloud: (args) => {
    const [area, verb] = args.operands();
    const deploys = verb === "deploy" && ["run", "app", "functions", "deploy"].includes(area ?? "");
    return deploys ? [{ does: "deploy" }] : [];
  },
  flyctl: (args) => (args.has("deploy") ? [{ does: "deploy" }] : []),
  fly: (args) => (args.has("deploy") ? [{ does: "deploy" }] : []),
  serverless: (args) => (args.has("deploy") ? [{ does: "deploy" }] : []),
  sls: (args) => (args.has("deploy") ? [{ does: "deploy" }] : []),
  cdk: (args) => (args.has("deploy") ? [{ does: "deploy" }] : []),
  argocd: (args) => (args.has("sync") ? [{ does: "deploy" }] : []),
  flyway: (args) => (args.has("migrate") ? [{ does: "migrate", ...locations(args) }] : []),
  liquibase: (args) =>
    args.has("update")
      ? [{ does: "migrate", ...pathsOf(args.values("--changelog-file", "--changeLogFile")) }]
      : [],
  alembic: (args) => (args.has("upgrade") ? [{ does: "migrate" }] : []),
  atlas: (args) => (args.has("apply") ? [{ does: "migrate" }] : []),
  prisma: (args) =>
    args.has("migrate") && args.has("deploy")
      ? [{ does: "migrate", ...pathsOf(args.values("--schema")) }]
      : [],
  npx: (args) => {
    if (args.has("prisma") && args.has("migrate") && args.has("deploy"))
      return [{ does: "migrate", ...pathsOf(args.values("--schema")) }];
    return args.has("cdk", "serverless", "sst") && args.has("deploy") ? [{ does: "deploy" }] : [];
  },
  make: (args) => {
    const [folder = "."] = args.values("-C", "--directory");
    const files = args.values("-f", "--file", "--makefile");
    const names = files.length > 0 ? files : ["Makefile", "makefile", "GNUmakefile"];
    return [{ does: "script", paths: names.map((name) => (folder === "." ? name : `${folder}/${name}`)) }];
  },
  python: (args) => script(args.has("-c", "-m") ? undefined : args.operands("-W", "-X")[0]),
  python3: (args) => script(args.has("-c", "-m") ? undefined : args.operands("-W", "-X")[0]),
  node: (args) =>
    script(args.has("-e", "-p", "--eval") ? undefined : args.operands("-r", "--require", "--import")[0]),
  ruby: (args) => script(args.has("-e") ? undefined : args.operands("-r", "-I")[0]),
  pwsh: (args) => script(args.values("-File", "-f")[0]),
  source: (args) => script(args.operands()[0]),
  ".": (args) => script(args.operands()[0]),
};

function pathsOf(paths: readonly string[]): { paths?: string[] } {
  return paths.length > 0 ? { paths: [...paths] } : {};
}

function locations(args: Args): { paths?: string[] } {
  return pathsOf(
    args
      .values("-locations")
      .flatMap((value) => value.split(",").map((one) => one.replace(/^filesystem:/, ""))),
  );
}

function templateOr(args: Args, defaults: string[]): string[] {
  const stated = args.values("-t", "--template-file", "--template");
  return stated.length > 0 ? stated : defaults;
}

function docker(args: Args): Finding[] {
  const [first, second] = args.operands("-H", "--context", "--config", "-f", "--file", "-p");
  if (first === "compose") return compose(args);
  if (
    first === "build" ||
    ((first === "buildx" || first === "image" || first === "builder") && second === "build")
  ) {
    return imageBuild(args);
  }
  if (first === "buildx" && second === "bake") {
    const files = args.values("-f", "--file");
    return [{ does: "build", paths: files.length > 0 ? files : ["docker-bake.hcl", "docker-bake.json"] }];
  }
  if (first === "push") {
    const image = args.operands()[1];
    return [{ does: "push", ...(image === undefined ? {} : { image }) }];
  }
  return first === "stack" && second === "deploy" ? each("deploy", args.values("-c", "--compose-file")) : [];
}

const BUILD_OPTIONS = [
  "-f",
  "--file",
  "-t",
  "--tag",
  "--build-arg",
  "--target",
  "--platform",
  "--cache-from",
  "--cache-to",
  "--label",
  "--network",
  "--secret",
  "--ssh",
  "--output",
  "-o",
  "--progress",
  "--iidfile",
  "--builder",
  "--build-context",
  "--add-host",
  "-m",
  "--memory",
  "--shm-size",
  "--ulimit",
  "--metadata-file",
  "--provenance",
  "--sbom",
];

function imageBuild(args: Args): Finding[] {
  const folder = args.operands(...BUILD_OPTIONS).at(-1);
  const stated = args.has("-f", "--file") || args.texts.some((text) => text.startsWith("--file="));
  const [file] = args.values("-f", "--file");
  const local = folder !== undefined && folder !== "-" && !folder.includes("://") && folder !== "build";
  // Docker looks for `-f` from the working directory; without it in the context, Podman's name second.
  const paths = stated
    ? file
      ? [file]
      : undefined
    : local
      ? [`${folder}/Dockerfile`, `${folder}/Containerfile`]
      : undefined;
  const images = args.values("-t", "--tag");
  const does = args.has("--push") ? "push" : "build";
  const base = { does, ...(paths && (local || file) ? { paths } : {}) } as const;
  return images.length > 0 ? images.map((image) => ({ ...base, image })) : [base];
}

function compose(args: Args): Finding[] {
  const does = args.has("up", "run", "start")
    ? "deploy"
    : args.has("build")
      ? "build"
      : args.has("config")
        ? "config"
        : undefined;
  if (!does) return [];
  const files = args.values("-f", "--file");
  if (files.length > 0) return each(does, files);
  return [{ does, paths: ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"] }];
}

function kubectl(args: Args): Finding[] {
  const [verb, what] = args.operands("-n", "--namespace", "--context", "--kubeconfig");
  const files = [...args.values("-f", "--filename"), ...args.values("-k", "--kustomize")].filter(
    (path) => path !== "-",
  );
  const dry = args.texts.some((text) => text.startsWith("--dry-run") && text !== "--dry-run=none");
  if (verb === "apply" || verb === "create" || verb === "replace") {
    const does = dry ? "plan" : "deploy";
    if (files.length > 0) return each(does, files);
    return verb === "apply" && !dry ? [{ does }] : [];
  }
  if (verb === "diff") return each("plan", files);
  if (verb === "delete") return files.length > 0 ? each("destroy", files) : [];
  const rolls =
    (verb === "set" && what === "image") || (verb === "rollout" && what === "restart") || verb === "patch";
  return rolls ? [{ does: "deploy" }] : [];
}

const HELM_OPTIONS = [
  "-f",
  "--values",
  "--set",
  "--set-string",
  "--set-file",
  "-n",
  "--namespace",
  "--version",
  "--timeout",
  "--repo",
  "--kube-context",
  "--kubeconfig",
  "--description",
  "--post-renderer",
  "--history-max",
  "-o",
  "--output",
  "-d",
  "--destination",
];

function helm(args: Args): Finding[] {
  const [verb, ...rest] = args.operands(...HELM_OPTIONS);
  const values = each("values", args.values("-f", "--values"));
  if (verb === "upgrade" || verb === "install") {
    const chart = rest.at(-1);
    const dry = args.texts.some((text) => text.startsWith("--dry-run"));
    return [{ does: dry ? "plan" : "deploy", ...chartPath(chart) }, ...values];
  }
  if (verb === "template" || verb === "lint") return [{ does: "plan", ...chartPath(rest.at(-1)) }, ...values];
  if (verb === "package") return [{ does: "build", ...chartPath(rest[0]) }];
  if (verb === "push") return [{ does: "push" }];
  return verb === "uninstall" || verb === "delete" ? [{ does: "destroy" }] : [];
}

/** `bitnami/redis` is a chart of a repository, `./charts/api` and `charts/api` with a deeper path are folders. */
function chartPath(chart: string | undefined): { paths?: string[] } {
  if (chart === undefined || chart.includes("://") || chart.endsWith(".tgz")) return {};
  const folder =
    chart === "." || chart.startsWith("./") || chart.startsWith("../") || chart.split("/").length > 2;
  return folder ? { paths: [chart] } : {};
}

const TERRAFORM_VERBS: Record<string, Finding["does"]> = {
  apply: "deploy",
  destroy: "destroy",
  plan: "plan",
  validate: "plan",
};

function terraform(args: Args): Finding[] {
  const all = args.operands("-var", "-var-file", "-target", "--terragrunt-working-dir", "--working-dir");
  const verb = all.find((word) => word !== undefined && Object.hasOwn(TERRAFORM_VERBS, word));
  if (verb === undefined) return [];
  const does = verb === "apply" && args.has("-destroy") ? "destroy" : (TERRAFORM_VERBS[verb] ?? "plan");
  const stated = args.texts.some((text) => text.startsWith("-chdir"));
  const [folder] = args.values("-chdir", "--terragrunt-working-dir", "--working-dir");
  return [
    { does, ...(folder !== undefined ? { paths: [folder] } : stated ? {} : { paths: ["."] }) },
    ...each("values", args.values("-var-file", "--var-file")),
  ];
}

function aws(args: Args): Finding[] {
  const [service, verb] = args.operands("--region", "--profile");
  if (service === "cloudformation") {
    const stated = [
      ...args.values("--template-file"),
      ...args
        .values("--template-body")
        .flatMap((body) => (body.startsWith("file://") ? [body.slice(7)] : [])),
    ];
    if (verb === "deploy" || verb === "create-stack" || verb === "update-stack") {
      return stated.length > 0 ? each("deploy", stated) : [{ does: "deploy" }];
    }
    return verb === "validate-template" ? each("plan", stated) : [];
  }
  const deploys =
    (service === "ecs" && verb === "update-service") ||
    (service === "lambda" && verb === "update-function-code") ||
    (service === "deploy" && verb === "create-deployment") ||
    (service === "apprunner" && verb === "start-deployment");
  return deploys ? [{ does: "deploy" }] : [];
}
