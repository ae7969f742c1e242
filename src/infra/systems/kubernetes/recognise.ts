import type { Candidate, Recognition } from "../../system.ts";

const KUSTOMIZATION_NAMES = new Set(["kustomization.yaml", "kustomization.yml", "kustomization"]);

/** Names that never hold a manifest, so that their head need not be read. */
const OTHER_NAMES = new Set([
  "package.json",
  "package-lock.json",
  "composer.json",
  "tsconfig.json",
  "angular.json",
  "deno.json",
  "renovate.json",
  "launch.json",
  "settings.json",
  "extensions.json",
  "manifest.webmanifest",
  "pnpm-lock.yaml",
  "chart.yaml",
  "helmfile.yaml",
  "skaffold.yaml",
  "mkdocs.yml",
  "dependabot.yml",
  "docker-compose.yml",
  "docker-compose.yaml",
  "compose.yaml",
  "compose.yml",
  ".gitlab-ci.yml",
  ".pre-commit-config.yaml",
  ".golangci.yml",
  ".golangci.yaml",
  ".goreleaser.yml",
  ".goreleaser.yaml",
]);

/** Groups of the API server that predate the rule that a group is a domain with a dot. */
const DOTLESS_GROUPS = new Set(["apps", "batch", "extensions", "autoscaling", "policy"]);

/** Groups of files shaped like an object that no API server ever sees: the configuration of a tool. */
const TOOL_GROUPS = [
  "kind.x-k8s.io",
  "ctlptl.dev",
  "k3d.io",
  "minikube.sigs.k8s.io",
  "kubeadm.k8s.io",
  "config.k8s.io",
  "kubescheduler.config.k8s.io",
  "audit.k8s.io",
  "client.authentication.k8s.io",
  "controller-runtime.sigs.k8s.io",
  "eksctl.io",
  "backstage.io",
  "krew.googlecontainertools.github.com",
  "k0sctl.k0sproject.io",
  "kubeone.k8c.io",
  "tanka.dev",
  "kuttl.dev",
  "chainsaw.kyverno.io",
  "cli.kyverno.io",
  "scorecard.operatorframework.io",
  "mirror.openshift.io",
  "garden.io",
  "k14s.io",
];

/** Kinds of the core group, and those that OpenShift 3 served there. Anything else in `v1` is another tool's. */
const CORE_KINDS = new Set(
  `Binding ComponentStatus ConfigMap Endpoints Event LimitRange List Namespace Node PersistentVolume
   PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount
   Deployment StatefulSet DaemonSet ReplicaSet Job CronJob Ingress Role ClusterRole RoleBinding
   ClusterRoleBinding HorizontalPodAutoscaler PodDisruptionBudget NetworkPolicy StorageClass
   ConfigMapList SecretList ServiceList PodList DeploymentList
   Template Route BuildConfig DeploymentConfig ImageStream ImageStreamTag SecurityContextConstraints`.split(
    /\s+/,
  ),
);

/**
 * Kustomizations by their name, manifests by the `apiVersion` and `kind` at the top of a document
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields). The templates of a
 * chart, and the configuration of tools that borrow the shape, are left out.
 */
export function recognise(candidate: Candidate): Recognition {
  const { name, extension, head } = candidate;
  const kustomization = KUSTOMIZATION_NAMES.has(name);
  if (!kustomization && extension !== "yaml" && extension !== "yml" && extension !== "json") return undefined;
  if (OTHER_NAMES.has(name)) return undefined;
  if (head === undefined) return "unsure";
  const text = head.startsWith("\uFEFF") ? head.slice(1) : head;
  const inTemplates = /(?:^|\/)templates\//.test(candidate.path);
  if (!kustomization && !text.includes("apiVersion")) return undefined;
  const headers = /^\s*\{/.test(text) ? [jsonHeader(text)] : yamlHeaders(text);
  if (kustomization && !headers.some((header) => header.apiVersion?.includes("toolkit.fluxcd.io"))) {
    return isTemplate(text, true) ? undefined : "kustomize";
  }
  for (const header of headers) {
    const kind = kindOf(header);
    if (kind === undefined) continue;
    if (inTemplates && header.kind !== "Template") return undefined;
    const carriesValues = CARRIES_VALUES.has(header.kind ?? "");
    return extension !== "json" && isTemplate(text, carriesValues) ? undefined : kind;
  }
  return undefined;
}

const CHART_ACTION =
  /\{\{-?[ \t]*(?:\$?\.(?:Values|Release|Chart|Capabilities|Template)\b|include |template )/;

/** Objects that carry the values of a chart, and with them text that the chart will render. */
const CARRIES_VALUES = new Set([
  "HelmRelease",
  "HelmChart",
  "HelmChartConfig",
  "Application",
  "ApplicationSet",
]);

interface Header {
  apiVersion?: string;
  kind?: string;
  /** The head ends inside this document. */
  open?: boolean;
  /** Keys that only a ConfigMap or a Secret has at the top. */
  data?: boolean;
}

function kindOf(header: Header): string | undefined {
  const { apiVersion, kind } = header;
  if (apiVersion === undefined) return undefined;
  if (kind === undefined) return header.open && header.data && apiVersion === "v1" ? "kubernetes" : undefined;
  if (!/^[A-Z][A-Za-z0-9]*$/.test(kind)) return undefined;
  if (apiVersion === "v1") return CORE_KINDS.has(kind) ? "kubernetes" : undefined;
  const [group, version, more] = apiVersion.split("/");
  if (!group || !version || more !== undefined || !/^[a-z][a-z0-9-]{0,62}$/.test(version)) return undefined;
  if (group === "kustomize.config.k8s.io") return "kustomize";
  if (!DOTLESS_GROUPS.has(group) && !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(group)) return undefined;
  if (TOOL_GROUPS.some((tool) => group === tool || group.endsWith(`.${tool}`))) return undefined;
  return "kubernetes";
}

/** The `apiVersion` and `kind` of each document, read line by line at the document's own indentation. */
function yamlHeaders(text: string): Header[] {
  const headers: Header[] = [];
  let current: Header = {};
  let root = -1;
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.startsWith("---")) {
      headers.push(current);
      current = {};
      root = -1;
      continue;
    }
    const indent = line.search(/[^ \t]/);
    if (indent < 0 || line[indent] === "#" || line[indent] === "%") continue;
    if (root < 0) root = indent;
    if (indent !== root) continue;
    const field = /^["']?([A-Za-z]+)["']?[ \t]*:(?:[ \t]+["']?([^\s"'#]+))?/.exec(line.slice(indent));
    if (field?.[1] === "apiVersion" && field[2]) current.apiVersion = field[2];
    else if (field?.[1] === "kind" && field[2]) current.kind = field[2];
    else if (field && /^(?:data|binaryData|stringData)$/.test(field[1] as string)) current.data = true;
  }
  current.open = text.length > 7000;
  headers.push(current);
  return headers;
}

/** The same for a JSON object that may end in the middle: keys at depth one with a string for value. */
function jsonHeader(text: string): Header {
  const header: Header = { open: text.length > 7000 };
  let depth = 0;
  let key: string | undefined;
  let afterColon = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      const end = endOfString(text, i);
      const value = text.slice(i + 1, end);
      if (depth === 1 && !afterColon) key = value;
      else if (depth === 1 && key === "apiVersion") header.apiVersion = value;
      else if (depth === 1 && key === "kind") header.kind = value;
      i = end;
    } else if (c === "{" || c === "[") {
      if (depth === 1 && afterColon && (key === "data" || key === "binaryData")) header.data = true;
      depth++;
    } else if (c === "}" || c === "]") depth--;
    else if (c === ":" && depth === 1) afterColon = true;
    else if (c === "," && depth === 1) afterColon = false;
  }
  return header;
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}

/**
 * True where the text is the source of a manifest rather than one: a Go or Jinja action where YAML has its
 * structure, or (unless `carriesValues`) one that reads a chart's values. Actions inside block scalars and
 * other actions inside quotes are data: alert annotations, ApplicationSets, dashboards.
 */
function isTemplate(text: string, carriesValues: boolean): boolean {
  if (!text.includes("{{") && !text.includes("{%")) return false;
  let block = -1;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const indent = line.search(/[^ \t]/);
    if (indent < 0) continue;
    if (block >= 0) {
      if (indent > block) continue;
      block = -1;
    }
    const content = line.slice(indent).replace(/^(?:- +)+/, "");
    if (content.startsWith("#")) continue;
    if (content.startsWith("{{") || content.startsWith("{%")) return true;
    if (/^[^\s"'{}#]+[ \t]*:[ \t]+\{\{/.test(content)) return true;
    if (!carriesValues && CHART_ACTION.test(content)) return true;
    if (/[ \t][|>][-+0-9]{0,2}[ \t]*(?:#.*)?$/.test(line)) block = indent;
  }
  return false;
}
