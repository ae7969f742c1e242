import type { Candidate, Recognition } from "../../system.ts";

/** Endings behind `Dockerfile.` that more often belong to a program or a page about Dockerfiles. */
const OTHER_FILES = new Set(
  "bak bats c cc cpp cs css diff erb go gotmpl html in j2 java jinja js json jsx kt lua md mdx mjs mustache orig patch php pl png ps1 py rb rej rs rst scala sh sum svg swp template tmpl toml tpl ts tsx txt xml yaml yml zip".split(
    " ",
  ),
);

/** Says which of the Docker kinds a file is. */
export function recognise(candidate: Candidate): Recognition {
  const { name, extension } = candidate;
  if (extension === "dockerfile" || extension === "containerfile") return "dockerfile";
  const own = name.startsWith(".") ? name.slice(1) : name;
  if (own === "dockerignore" || own === "containerignore") return "dockerignore";
  if (extension === "dockerignore" || extension === "containerignore") return "dockerignore";
  const at = name.indexOf("dockerfile");
  const named = at >= 0 ? at : name.indexOf("containerfile");
  if (named >= 0) return dockerfile(candidate, named);
  if (extension === "hcl" || extension === "json") return bake(candidate);
  return undefined;
}

/** The name holds the word at `at`: `Dockerfile`, `Dockerfile.dev`, `dev-Dockerfile`, `dockerfile_lint.go`. */
function dockerfile({ name, extension, head }: Candidate, at: number): Recognition {
  const word = name.startsWith("dockerfile", at) ? "dockerfile" : "containerfile";
  const after = name[at + word.length];
  if (at === 0 && after === undefined) return "dockerfile";
  const starts = at === 0 && (after === "." || after === "-" || after === "_");
  const ends = after === undefined && /[._-]/.test(name[at - 1] ?? "");
  if (!starts && !ends) return undefined;
  if (starts && after === "." && extension !== "" && !OTHER_FILES.has(extension)) return "dockerfile";
  if (head === undefined) return "unsure";
  return startsLikeDockerfile(head) ? "dockerfile" : undefined;
}

/** The first line that is neither blank nor a comment is FROM or ARG, and nothing is a template. */
function startsLikeDockerfile(head: string): boolean {
  for (const line of head.split(/[\r\n]+/)) {
    const text = line.replace(/^\ufeff/, "").trim();
    if (text === "" || text.startsWith("#")) continue;
    return /^(FROM|ARG)\s+[^\s(]/i.test(text) && !/\{\{[-%\s.]|\{%|<%/.test(head);
  }
  return false;
}

/** https://docs.docker.com/build/bake/introduction/#file-format */
function bake({ name, extension, head }: Candidate): Recognition {
  if (name.startsWith("docker-bake.")) return "docker-bake";
  if (!name.includes("bake")) return undefined;
  if (head === undefined) return "unsure";
  if (extension === "hcl")
    return /^(target|group)\s+"[^"\n]{1,100}"\s*\{/m.test(head) ? "docker-bake" : undefined;
  return /"target"\s*:\s*\{/.test(head) && /"(group|dockerfile|context|tags)"\s*:/.test(head)
    ? "docker-bake"
    : undefined;
}
