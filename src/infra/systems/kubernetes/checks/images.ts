import { parseYaml } from "../../../formats/yaml.ts";
import { isFloating } from "../../../image.ts";
import { folderOf, joinPath } from "../../../paths.ts";
import type { CheckContext } from "../../../system.ts";
import { imagesOf } from "../kustomize/read.ts";
import { containerTitle } from "../model.ts";
import { containers, DOCS, type KubernetesCheck, MANIFESTS, replace } from "./support.ts";

const REFERENCE = `${DOCS}/concepts/containers/images/`;

const floatingTag: KubernetesCheck = {
  id: "kubernetes/image-floating-tag",
  title: "Image without a fixed version",
  severity: "high",
  category: "supply-chain",
  why: "Pods started at different times run different programs under one name; a restart can bring a new major version in, and `kubectl rollout undo` has nothing to go back to.",
  remedy: "Name a version tag, or better the digest of the image.",
  reference: `${REFERENCE}#image-names`,
  equivalents: [
    "kics:Invalid Image Tag",
    "kics:Invalid Image",
    "checkov:CKV_K8S_14",
    "kube-linter:latest-tag",
    "trivy:KSV-0013",
    "kube-score:container-image-tag",
    "polaris:tagNotSpecified",
  ],
  kinds: MANIFESTS,
  *run(model, context) {
    for (const container of containers(model)) {
      const { image } = container;
      if (!image || image.unresolved || !isFloating(image) || isStandIn(image.text)) continue;
      if (isSetElsewhere(image.text, context)) continue;
      const tag = image.tag ? `the tag "${image.tag}"` : "no tag";
      yield {
        range: image.range,
        message: `The image ${image.text} of the ${containerTitle(container)} has ${tag}.`,
      };
    }
  },
};

/** A name that a build tool, an overlay or a webhook replaces: `auto` is what Istio's injector looks for. */
function isStandIn(text: string): boolean {
  return (
    text === "auto" ||
    /^(?:replace|placeholder|image|controller|todo|change-?me|your-)/i.test(text) ||
    /^[A-Z0-9_]+$/.test(text)
  );
}

/** True where Skaffold builds the image, or a kustomization beside the file sets its version. */
function isSetElsewhere(image: string, context: CheckContext): boolean {
  let folder = folderOf(context.file.path);
  const bare = !/[/:]/.test(image);
  const overridden = ["kustomization.yaml", "kustomization.yml"].some((name) => {
    const text = context.read(joinPath(folder, name) ?? "");
    return text?.includes("images:") && setsVersion(text, image);
  });
  if (overridden || !bare) return overridden;
  for (let depth = 0; depth < 8; depth++) {
    if (context.exists(joinPath(folder, "skaffold.yaml") ?? "")) return true;
    if (folder === "") return false;
    folder = folderOf(folder);
  }
  return false;
}

function setsVersion(kustomization: string, image: string): boolean {
  const name = image.replace(/:latest$/, "");
  return parseYaml(kustomization).documents.some((document) =>
    imagesOf(document).some(
      (one) => one.name === name && (one.newTag !== undefined || one.digest !== undefined),
    ),
  );
}

const pullPolicy: KubernetesCheck = {
  id: "kubernetes/image-pull-policy",
  title: "Pull policy keeps an old image",
  severity: "medium",
  category: "reliability",
  why: "With a tag that moves and a policy other than Always each node keeps the image that it pulled first, so replicas of one Deployment run different builds.",
  remedy: "Pin the image to a version, or set `imagePullPolicy: Always`.",
  reference: `${REFERENCE}#image-pull-policy`,
  kinds: MANIFESTS,
  *run(model) {
    for (const container of containers(model)) {
      const policy = container.node.get("imagePullPolicy");
      const { image } = container;
      if (!image || image.unresolved || !isFloating(image)) continue;
      // `Never` is for an image that was loaded into a local cluster by hand.
      if (policy.string !== "IfNotPresent") continue;
      yield {
        range: policy.fullRange,
        message: `The ${containerTitle(container)} pulls ${image.text} only where the node has none yet.`,
        fix: replace(policy, "Always", "Always ask the registry"),
      };
    }
  },
};

export const imageChecks: readonly KubernetesCheck[] = [floatingTag, pullPolicy];
