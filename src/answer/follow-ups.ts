import type { Repository } from "../review/repository.ts";
import { findPlaces } from "./places.ts";

/** A next question worth asking, for a button under the answer. */
export interface FollowUp {
  label: string;
  question: string;
  /** Slash command, without the slash. */
  command?: string;
}

/** Up to three next steps that fit what was asked and what is known; drawn from findings and links, not invented. */
export function followUps(
  repository: Repository,
  asked: { command?: string | undefined; question: string; paths: readonly string[] },
): FollowUp[] {
  const steps: FollowUp[] = [];
  const named = findPlaces(asked.question, (path) => repository.lineCount(path)).map(({ path }) => path);
  const subject = [...new Set([...asked.paths, ...named])].filter((path) => repository.get(path));
  const findings = repository.findings(subject.length > 0 ? subject : undefined);
  const worst = findings.find(({ path, startLine }) => !asked.question.includes(`${path}:${startLine}`));
  if (worst) {
    const place = `${worst.path}:${worst.startLine}`;
    steps.push({
      label: `How do I fix ${place}?`,
      question: `How do I fix ${worst.title.toLowerCase()} at ${place}?`,
    });
  }
  const one = subject[0];
  if (one !== undefined && subject.length === 1) {
    if (asked.command !== "explain") {
      steps.push({ label: `Explain ${one}`, question: `Explain ${one}`, command: "explain" });
    } else if (findings.length > 0) {
      steps.push({ label: `Review ${one}`, question: `Review ${one}`, command: "review" });
    }
    const neighbour = repository.neighbours(one)[0];
    if (neighbour !== undefined) {
      steps.push({
        label: `How does it hang together with ${neighbour}?`,
        question: `How do ${one} and ${neighbour} hang together?`,
      });
    }
  } else {
    if (asked.command !== "review" && findings.length > 0) {
      steps.push({ label: "Review what matters most", question: "", command: "review" });
    }
    if (asked.command !== "explain" && repository.files.length > 0) {
      steps.push({ label: "Explain how this hangs together", question: "", command: "explain" });
    }
  }
  return steps.slice(0, 3);
}
