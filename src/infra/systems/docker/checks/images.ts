import { type ImageReference, isFloating, parseImage } from "../../../image.ts";
import type { Check } from "../../../system.ts";
import { officialName, shortName } from "../bases.ts";
import { findStage } from "../links.ts";
import { type DockerModel, isForDevelopers, rangeOf } from "../model.ts";
import { endOfLife } from "./end-of-life.ts";

export const floatingBase: Check<DockerModel> = {
  id: "docker/floating-base-image",
  title: "Base image without a version",
  severity: "high",
  category: "supply-chain",
  why: "Without a tag, or with latest, the same commit builds on another base tomorrow: the build breaks or changes behaviour with no change in the repository to point at.",
  remedy: "Name a version tag, and add the digest where builds must be repeatable.",
  reference: "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
  equivalents: [
    "hadolint:DL3006",
    "hadolint:DL3007",
    "kics:Image Version Using 'latest'",
    "kics:Image Version Not Explicit",
    "checkov:CKV_DOCKER_7",
    "trivy:DS-0001",
  ],
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const stage of model.stages) {
      if (stage.parent || !stage.base || stage.image === undefined) continue;
      const image = parseImage(stage.image);
      if (image.unresolved || stage.image.toLowerCase() === "scratch" || !isFloating(image)) continue;
      // A name alone that no registry could serve is another build's stage or a named context.
      if (!/^[a-z0-9]/.test(image.repository)) continue;
      yield {
        range: rangeOf(model, stage.base),
        message: `Base image "${stage.image}" has ${whatTag(image)}.`,
      };
    }
    for (const one of model.instructions) {
      const from = one.keyword === "COPY" ? one.flags.find(({ name }) => name === "from") : undefined;
      // A plain word may be a stage or a named context; docker/unknown-stage looks at those.
      const stage = model.stages[one.stage];
      if (!from || !stage || isForDevelopers(stage)) continue;
      if (!/[/:]/.test(from.value) || findStage(model, from.value)) continue;
      const image = parseImage(from.value);
      if (image.unresolved || !isFloating(image)) continue;
      yield {
        range: rangeOf(model, from),
        message: `COPY takes files of "${from.value}", which has ${whatTag(image)}.`,
      };
    }
  },
};

function whatTag({ tag }: ImageReference): string {
  return `${tag ? `the tag ${tag}` : "no tag, so latest"}: what it stands for changes without notice`;
}

export const endOfLifeBase: Check<DockerModel> = {
  id: "docker/end-of-life-base-image",
  title: "Base image that gets no more security fixes",
  severity: "medium",
  category: "security",
  why: "Vulnerabilities found from now on stay open in every image built on it, and its package mirrors move to an archive, so apt-get update fails one day.",
  remedy: "Move to a supported release of the base image.",
  reference: "https://endoflife.date/",
  kinds: ["dockerfile"],
  *run(model) {
    if (model.kind !== "dockerfile") return;
    for (const stage of model.stages) {
      if (stage.parent || !stage.base || stage.image === undefined) continue;
      const image = parseImage(stage.image);
      const name = officialName(image);
      const end = image.unresolved || name === undefined ? undefined : endOfLife(name, image.tag ?? "");
      if (end === undefined) continue;
      yield { range: rangeOf(model, stage.base), message: `"${shortName(stage.image)}": ${end}.` };
    }
  },
};
