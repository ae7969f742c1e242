import type { Example } from "../../../system.ts";

/** Stands at the end of the lines of a bad example on which the check must fire; taken out of the text. */
const MARK = " #!";

/** An example from texts that are indented like the code around them. */
export function example(bad: string, good: string, path = "k8s/web.yaml"): Example {
  const lines = dedent(bad).split("\n");
  return {
    path,
    bad: {
      text: lines.map((line) => (line.endsWith(MARK) ? line.slice(0, -MARK.length) : line)).join("\n"),
      lines: lines.flatMap((line, index) => (line.endsWith(MARK) ? [index + 1] : [])),
    },
    good: dedent(good),
  };
}

/** The same for a kustomization. */
export function kustomizeExample(bad: string, good: string): Example {
  return example(bad, good, "k8s/kustomization.yaml");
}

interface Parts {
  kind?: string;
  /** Lines of the container, of the pod's spec, of the workload's spec. */
  container?: string;
  pod?: string;
  spec?: string;
  name?: string;
  /** Marks the container's name, the workload's name or the pod's `spec`. */
  mark?: "container" | "object" | "pod";
}

/** A whole workload with one container. */
export function workload(parts: Parts): string {
  const kind = parts.kind ?? "Deployment";
  const name = parts.name ?? "web";
  const mark = (what: Parts["mark"]): string => (parts.mark === what ? MARK : "");
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${name}${mark("object")}
spec:
${indent(parts.spec, 2)}  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:${mark("pod")}
${indent(parts.pod, 6)}      containers:
        - name: app${mark("container")}
          image: registry.example.com/shop/app:1.4.2
${indent(parts.container, 10)}`;
}

/** Several documents in one file. */
export function documents(...texts: string[]): string {
  return texts.map((text) => dedent(text).replace(/\n?$/, "\n")).join("---\n");
}

function dedent(text: string): string {
  const lines = text.replace(/^\n/, "").split("\n");
  const depths = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const depth = Math.min(...depths, 80);
  return lines
    .map((line) => line.slice(depth))
    .join("\n")
    .replace(/\s*$/, "\n");
}

function indent(text: string | undefined, by: number): string {
  if (text === undefined) return "";
  return dedent(text).replace(/^(?=.)/gm, " ".repeat(by));
}
