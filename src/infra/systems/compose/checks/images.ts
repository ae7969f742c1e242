import { isFloating, parseImage } from "../../../image.ts";
import type { Check } from "../../../system.ts";
import { officialName, shortName } from "../../docker/bases.ts";
import { endOfLife } from "../../docker/checks/end-of-life.ts";
import type { ComposeModel } from "../model.ts";
import { fill } from "../variables.ts";
import { oncePerPlace, servicesOf } from "./support.ts";

export const floatingImage: Check<ComposeModel> = {
  id: "compose/floating-image",
  title: "Image without a version",
  severity: "medium",
  category: "supply-chain",
  why: "Without a tag, or with latest, the next pull may bring another major version: two machines run different software, and there is no version to go back to.",
  remedy: "Name a version tag.",
  reference: "https://docs.docker.com/reference/compose-file/services/#image",
  equivalents: ["dclint:service-image-require-explicit-tag", "kics:Image Version Not Explicit"],
  kinds: ["compose", "swarm"],
  *run(model) {
    const hits = servicesOf(model).flatMap(({ name, image, build }) => {
      // The image that a build makes may have any name.
      const filled = image && !build ? fill(image.text) : undefined;
      if (!image || !filled || !isFloating(parseImage(filled)) || parseImage(filled).unresolved) return [];
      const tag = parseImage(filled).tag;
      const what = tag ? `the tag ${tag}` : "no tag";
      return [
        { range: image.range, message: `service "${name}": image "${filled.slice(0, 120)}" has ${what}.` },
      ];
    });
    yield* oncePerPlace(hits);
  },
};

export const endOfLifeImage: Check<ComposeModel> = {
  id: "compose/end-of-life-image",
  title: "Image that gets no more security fixes",
  severity: "medium",
  category: "security",
  why: "Vulnerabilities found from now on stay open, and the later the move, the more releases it has to skip.",
  remedy: "Move to a supported release; for a data store, read its upgrade notes first.",
  reference: "https://endoflife.date/",
  kinds: ["compose", "swarm"],
  *run(model) {
    const hits = servicesOf(model).flatMap(({ name, image, build }) => {
      const filled = image && !build ? fill(image.text) : undefined;
      const parsed = filled === undefined ? undefined : parseImage(filled);
      const official = parsed && officialName(parsed);
      const end = official === undefined ? undefined : endOfLife(official, parsed?.tag ?? "");
      return image && end !== undefined
        ? [{ range: image.range, message: `service "${name}", image "${shortName(filled ?? "")}": ${end}.` }]
        : [];
    });
    yield* oncePerPlace(hits);
  },
};
