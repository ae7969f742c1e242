import type { Candidate, Recognition } from "../../system.ts";

/** Files of other systems that may hold a map called `services`. */
const OTHER_NAMES =
  /^(values|chart|kustomization|\.gitlab-ci|\.travis|\.drone|\.woodpecker|bitbucket-pipelines|azure-pipelines|app(spec)?\.ya?ml$|openapi|swagger|mkdocs|pubspec|dependabot|services\.ya?ml$)/;
const OTHER_FOLDERS =
  /(^|\/)(\.github|\.gitlab|\.circleci|\.woodpecker|templates|charts|config\/packages|translations|i18n|locales?)\//;

/** Says which of the Compose kinds a file is. */
export function recognise(candidate: Candidate): Recognition {
  const { name, extension, path } = candidate;
  if (extension === "json") {
    return name === "devcontainer.json" || name === ".devcontainer.json" ? "devcontainer" : undefined;
  }
  if (extension !== "yml" && extension !== "yaml") return undefined;
  const inOtherFolder = OTHER_FOLDERS.test(path);
  if (!inOtherFolder && /^(docker-compose|compose|podman-compose)([._-].*)?\.ya?ml$/.test(name))
    return "compose";
  if (inOtherFolder || (OTHER_NAMES.test(name) && name !== "services.yml" && name !== "app.yml"))
    return undefined;
  if (candidate.head === undefined) return "unsure";
  if (!looksLikeCompose(candidate.head)) return undefined;
  return /(^|[._-])(stack|swarm)([._-]|$)/.test(name) ? "swarm" : "compose";
}

/** Top-level keys of the Compose specification; anything else at the top is another format. */
const TOP_KEYS = /^(version|name|services|networks|volumes|secrets|configs|include|models|x-[\w.-]+|<<)$/;
const SERVICE_KEYS =
  /^\s+(image|build|container_name|depends_on|env_file|extends|ports|volumes|environment|command|entrypoint|deploy|restart|networks|healthcheck)\s*:/;

/**
 * A map `services` at the top whose first entries are maps with keys of a service, and no top-level key that the
 * specification does not have. A list of services is GitLab CI or Travis, one with `class:` is Symfony.
 */
function looksLikeCompose(head: string): boolean {
  let inServices = false;
  let serviceKeys = 0;
  let seen = false;
  const lines = head.split(/\r\n|\n|\r/);
  // The last line may be cut off.
  if (head.length >= 8000) lines.pop();
  for (const line of lines) {
    if (line.trim() === "" || /^\s*#/.test(line) || /^(---|\.\.\.|%YAML)/.test(line)) continue;
    const key = /^["']?([\w.<-][\w .<-]{0,80})["']?\s*:/.exec(line.replace(/^\ufeff/, ""))?.[1];
    if (key !== undefined) {
      if (!TOP_KEYS.test(key)) return false;
      inServices = key === "services";
      seen ||= inServices;
    } else if (!/^\s/.test(line)) {
      return false;
    } else if (inServices) {
      if (/^\s{1,4}-\s/.test(line) && serviceKeys === 0) return false;
      if (SERVICE_KEYS.test(line)) serviceKeys++;
    }
  }
  return seen && serviceKeys > 0;
}
