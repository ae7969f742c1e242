/** A container image reference, split as the distribution specification does. */
export interface ImageReference {
  /** Host of the registry; undefined where the reference leaves it to the default. */
  registry?: string;
  /** Path of the repository without the registry: `library/nginx`, `acme/api`, `nginx`. */
  repository: string;
  tag?: string;
  digest?: string;
  /** True where a part is a variable (`${TAG}`, `$TAG`, `{{ … }}`) and so unknown here. */
  unresolved: boolean;
}

const VARIABLE = /\$\{|\$[A-Za-z_(]|\{\{|\$\(|<[A-Z]/;

/**
 * Splits `[registry/]repository[:tag][@digest]`. The first part is a registry where it holds a dot or a
 * colon or is `localhost` (https://github.com/distribution/reference). Never fails.
 */
export function parseImage(reference: string): ImageReference {
  const text = reference.trim().replace(/^docker:\/\//, "");
  const at = text.indexOf("@");
  const digest = at < 0 ? undefined : text.slice(at + 1);
  let rest = at < 0 ? text : text.slice(0, at);
  let tag: string | undefined;
  const colon = lastTagColon(rest);
  if (colon >= 0) {
    tag = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
  }
  const slash = rest.indexOf("/");
  const first = slash < 0 ? "" : rest.slice(0, slash);
  const hasRegistry = first !== "" && (/[.:]/.test(first) || first === "localhost") && !first.startsWith("$");
  return {
    ...(hasRegistry ? { registry: first } : {}),
    repository: hasRegistry ? rest.slice(slash + 1) : rest,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    unresolved: VARIABLE.test(text),
  };
}

/** The colon that starts the tag: the last one after the last slash, outside `${…}`; -1 where none. */
function lastTagColon(text: string): number {
  let depth = 0;
  let found = -1;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "{") depth++;
    else if (c === "}") depth = Math.max(0, depth - 1);
    else if (depth === 0 && c === "/") found = -1;
    else if (depth === 0 && c === ":") found = i;
  }
  return found;
}

/** True where the tag can move under the reader's feet: none, or `latest`, and no digest. */
export function isFloating(image: ImageReference): boolean {
  return (
    image.digest === undefined && (image.tag === undefined || image.tag === "" || image.tag === "latest")
  );
}

/** The repository as the default registry spells it: `nginx` and `docker.io/library/nginx` are one. */
export function canonicalRepository(image: ImageReference): string {
  const registry =
    image.registry === undefined || image.registry === "index.docker.io" ? "docker.io" : image.registry;
  const repository =
    registry === "docker.io" && !image.repository.includes("/")
      ? `library/${image.repository}`
      : image.repository;
  return `${registry}/${repository}`;
}
