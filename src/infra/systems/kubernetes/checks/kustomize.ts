import type { YamlNode } from "../../../formats/yaml.ts";
import type { Hit } from "../../../system.ts";
import {
  entriesOf,
  generatorsOf,
  imagesOf,
  isRemote,
  patchesOf,
  withoutCredentials,
} from "../kustomize/read.ts";
import { isPlainSecret, isStandIn } from "../secret-values.ts";
import { KUSTOMIZATIONS, type KubernetesCheck } from "./support.ts";

const FIELDS_PAGE = "https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/";

const unpinnedRemote: KubernetesCheck = {
  id: "kubernetes/kustomize-unpinned-remote",
  title: "Remote resource without a fixed version",
  severity: "high",
  category: "supply-chain",
  why: "The branch is read anew at every build: a push to a repository that is not yours changes what is applied to your cluster, with no commit of your own.",
  remedy: "Add `?ref=` with a tag or a commit, or point the URL at a tag.",
  reference: `${FIELDS_PAGE}resource/`,
  kinds: KUSTOMIZATIONS,
  *run(model) {
    for (const kustomization of model.kustomizations) {
      for (const { text, range } of entriesOf(kustomization)) {
        if (text === undefined || !isRemote(text) || text.includes("${")) continue;
        const reference = refOf(text);
        if (reference !== undefined && !MOVING.test(reference)) continue;
        const how = reference === undefined ? "no version" : `the moving version "${reference}"`;
        yield { range, message: `${withoutCredentials(text)} is loaded at ${how}.` };
      }
    }
  },
};

/** Names of branches and of the newest release. */
const MOVING = /^(?:refs\/heads\/.{1,200}|main|master|head|develop|dev|trunk|latest|stable|nightly)$/i;

/** The version that a remote entry names; undefined where it names none. */
function refOf(text: string): string | undefined {
  const query = /[?&](?:ref|version)=([^&]{1,200})/.exec(text)?.[1];
  if (query !== undefined) return query;
  const raw =
    /^https:\/\/raw\.githubusercontent\.com\/[^/]+\/[^/]+\/(refs\/(?:heads|tags)\/[^/]+|[^/]+)\//.exec(
      text,
    )?.[1];
  if (raw !== undefined) return raw;
  const release = /\/releases\/(?:download\/([^/]+)|(latest))\//.exec(text);
  if (release) return release[1] ?? release[2];
  const blob = /^https:\/\/(?:github|gitlab)\.com\/[^?]{1,300}\/(?:raw|blob)\/([^/]+)\//.exec(text)?.[1];
  if (blob !== undefined) return blob;
  // A single file of some other server: what its address means is not known.
  return /\.(?:ya?ml|json)$/i.test(text)
    ? /[/-]v?\d+\.\d+/.test(text)
      ? "a version"
      : "an address"
    : undefined;
}

const literalSecret: KubernetesCheck = {
  id: "kubernetes/kustomize-secret-literal",
  title: "Secret in the kustomization",
  severity: "critical",
  category: "security",
  why: "The value stands in the repository in plain text; that Kustomize makes a Secret of it protects nothing.",
  remedy:
    "Replace the value, and read it from a file outside of the repository or from an ExternalSecret, SealedSecret or SOPS file.",
  reference: `${FIELDS_PAGE}secretgenerator/`,
  kinds: KUSTOMIZATIONS,
  *run(model) {
    for (const kustomization of model.kustomizations) {
      for (const generator of generatorsOf(kustomization)) {
        for (const literal of generator.literals) {
          const text = literal.string ?? "";
          const equals = text.indexOf("=");
          if (equals < 1) continue;
          const name = text.slice(0, equals);
          const value = text.slice(equals + 1).replace(/^(["'])(.*)\1$/, "$2");
          const plain =
            generator.kind === "Secret"
              ? !isStandIn(value) && !/^(?:user(?:name)?|host|port|database|type|url)$/i.test(name)
              : isPlainSecret(name, value);
          if (plain)
            yield {
              range: literal.range,
              message: `The generator of "${generator.name}" holds the value of ${name}.`,
            };
        }
      }
    }
  },
};

const incompletePatch: KubernetesCheck = {
  id: "kubernetes/kustomize-patch-incomplete",
  title: "Patch that cannot be applied",
  severity: "high",
  category: "correctness",
  why: "`kustomize build` stops: a list of operations does not say which object it is for, and a patch needs exactly one of `path` and `patch`.",
  remedy: "Add a `target` with the kind and name of the object, and either `path` or `patch`.",
  reference: `${FIELDS_PAGE}patches/`,
  kinds: KUSTOMIZATIONS,
  *run(model) {
    for (const kustomization of model.kustomizations) {
      for (const { field, node, path, inline, target } of patchesOf(kustomization)) {
        if (field === "patchesStrategicMerge" || !node.isMap) continue;
        const hit = patchFault(node, path !== undefined, inline, target !== undefined);
        if (hit) yield hit;
      }
    }
  },
};

function patchFault(
  node: YamlNode,
  hasPath: boolean,
  inline: YamlNode | undefined,
  hasTarget: boolean,
): Hit | undefined {
  const range = node.entries()[0]?.keyRange ?? node.range;
  if (!hasPath && !inline) return { range, message: "The patch has neither `path` nor `patch`." };
  if (hasPath && inline) return { range, message: "The patch has both `path` and `patch`." };
  const operations = /^\s*(?:- (?:op|path|from|value)\s*:|\[)/.test(inline?.string ?? "");
  return operations && !hasTarget
    ? { range, message: "The patch is a list of operations, but has no `target`." }
    : undefined;
}

const duplicateEntry: KubernetesCheck = {
  id: "kubernetes/kustomize-duplicate-entry",
  title: "Resource listed twice",
  severity: "high",
  category: "correctness",
  why: "`kustomize build` stops with `may not add resource with an already registered id`.",
  remedy: "Remove one of the entries.",
  reference: `${FIELDS_PAGE}resource/`,
  kinds: KUSTOMIZATIONS,
  *run(model, { file }) {
    for (const kustomization of model.kustomizations) {
      const seen = new Map<string, number>();
      for (const { field, text, range } of entriesOf(kustomization)) {
        if (text === undefined || (field !== "resources" && field !== "bases")) continue;
        const path = text.replace(/^(?:\.\/)+/, "").replace(/\/{1,9}$/, "");
        const first = seen.get(path);
        if (first === undefined) seen.set(path, range.startLine);
        else {
          yield {
            range,
            message: `${withoutCredentials(text)} is listed a second time.`,
            related: [{ path: file.path, line: first }],
          };
        }
      }
    }
  },
};

/** Fields that Kustomize still reads, by what has replaced them. */
const DEPRECATED: Record<string, string> = {
  bases: "resources",
  commonLabels: "labels",
  patchesStrategicMerge: "patches",
  patchesJson6902: "patches",
  vars: "replacements",
  imageTags: "images",
  helmChartInflationGenerator: "helmCharts",
};

const deprecated: KubernetesCheck = {
  id: "kubernetes/kustomize-deprecated-field",
  title: "Deprecated field",
  severity: "low",
  category: "correctness",
  why: "Kustomize warns at every build and a later version refuses the file; `commonLabels` also writes into selectors, which cannot be changed on what already runs.",
  remedy: "Run `kustomize edit fix`, which moves the entries to the field named.",
  reference: FIELDS_PAGE,
  kinds: KUSTOMIZATIONS,
  *run(model) {
    for (const kustomization of model.kustomizations) {
      for (const { key, keyRange } of kustomization.entries()) {
        if (!Object.hasOwn(DEPRECATED, key)) continue;
        const both = kustomization.has(DEPRECATED[key] as string);
        yield {
          range: keyRange,
          message: `\`${key}\` is deprecated; use \`${DEPRECATED[key]}\`.`,
          // Entries of `bases` are entries of `resources` under another name.
          ...(key === "bases" && !both
            ? { fix: { title: "Rename to resources", edits: [{ range: keyRange, newText: "resources" }] } }
            : {}),
        };
      }
    }
  },
};

const floatingImage: KubernetesCheck = {
  id: "kubernetes/kustomize-image-floating-tag",
  title: "Image set to a moving tag",
  severity: "high",
  category: "supply-chain",
  why: "The overlay is where an environment's version is decided; `latest` decides nothing, so pods of one Deployment can run different programs and a rollback has no version to go to.",
  remedy: "Set `newTag` to a version, or `digest`.",
  reference: `${FIELDS_PAGE}images/`,
  kinds: KUSTOMIZATIONS,
  *run(model) {
    for (const kustomization of model.kustomizations) {
      for (const image of imagesOf(kustomization)) {
        if (image.newTag !== "latest" || image.digest) continue;
        yield {
          range: image.node.get("newTag").fullRange,
          message: `The image ${image.name} is set to the tag "latest".`,
        };
      }
    }
  },
};

const chartVersion: KubernetesCheck = {
  id: "kubernetes/kustomize-chart-unpinned",
  title: "Chart without a version",
  severity: "high",
  category: "supply-chain",
  why: "Kustomize takes the newest version of the chart at each build, major versions with other values included.",
  remedy: "Set `version` of the chart.",
  reference: `${FIELDS_PAGE}helmcharts/`,
  kinds: KUSTOMIZATIONS,
  *run(model) {
    for (const kustomization of model.kustomizations) {
      for (const chart of kustomization.get("helmCharts").items()) {
        const name = chart.get("name");
        if (!chart.get("repo").exists || chart.get("version").exists || name.string === undefined) continue;
        yield { range: name.fullRange, message: `The chart ${name.string} has no version.` };
      }
    }
  },
};

export const kustomizeChecks: readonly KubernetesCheck[] = [
  literalSecret,
  unpinnedRemote,
  incompletePatch,
  duplicateEntry,
  chartVersion,
  floatingImage,
  deprecated,
];
