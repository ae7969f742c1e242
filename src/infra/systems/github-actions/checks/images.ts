import type { YamlNode } from "../../../formats/yaml.ts";
import { isFloating, parseImage } from "../../../image.ts";
import type { Range } from "../../../position.ts";
import type { Check } from "../../../system.ts";
import { imageNode } from "../facts.ts";
import { matrixValues } from "../matrix.ts";
import type { Job, Model } from "../model.ts";
import { matrixKey } from "../parse-workflow.ts";
import { stepName, stepsCheck, stepsOf } from "./define.ts";

const floating = stepsCheck({
  id: "github-actions/floating-image",
  title: "Container image without a version",
  severity: "medium",
  category: "supply-chain",
  why: "The image is whatever its publisher pushed last: a job that passed yesterday fails today without a change, or runs a program that nobody has looked at.",
  remedy: "Name a version, or better the digest: `postgres:17@sha256:…`.",
  reference: "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
  equivalents: ["zizmor:unpinned-images", "checkov:CKV_GHA_5"],
  *run(model) {
    if (model.kind === "github-workflow") {
      for (const job of model.jobs) {
        yield* floatingIn(imageNode(job.container), job, `the container of job "${job.id}"`);
        for (const { name, node } of job.services) {
          yield* floatingIn(imageNode(node), job, `service "${name}" of job "${job.id}"`);
        }
      }
    }
    for (const { step } of stepsOf(model)) {
      if (step.uses?.from === "docker") yield* floatingImage(step.uses.path, step.uses.range, stepName(step));
    }
  },
});

function* floatingIn(node: YamlNode, job: Job, owner: string) {
  const text = node.string;
  if (!text) return;
  const key = matrixKey(text);
  const values = key === undefined ? undefined : matrixValues(job.node, key);
  if (!values) {
    yield* floatingImage(text, node.range, owner);
    return;
  }
  for (const value of values) {
    const image = imageNode(value).string;
    if (image) yield* floatingImage(image, imageNode(value).range, owner);
  }
}

function* floatingImage(text: string, range: Range, owner: string) {
  const image = parseImage(text);
  if (image.unresolved || text.includes("${{") || !isFloating(image)) return;
  const how = image.tag === undefined || image.tag === "" ? "no version" : "the tag latest";
  yield {
    range,
    message: `${owner} runs ${text.replace(/^docker:\/\//, "").slice(0, 100)}, which has ${how}`,
  };
}

export const imageChecks: readonly Check<Model>[] = [floating];
