import { canonicalRepository, parseImage } from "./image.ts";
import type { AnalysedFile } from "./inventory.ts";
import type { Link, LinkTarget, Relation, Resource } from "./system.ts";

export interface MapNode {
  /** `<path>#<type>/<name>`; of a file as a whole just its path. */
  id: string;
  path: string;
  /** 1-based. */
  line: number;
  type: string;
  name: string;
}

export interface MapEdge {
  /** Paths. */
  from: string;
  to: string;
  relation: Relation;
  /** 1-based lines of the reference and of what it points at. */
  fromLine: number;
  toLine: number;
}

/** A reference that points at nothing. */
export interface BrokenReference {
  path: string;
  line: number;
  relation: Relation;
  target: string;
  message: string;
}

export interface InfraMap {
  nodes: MapNode[];
  edges: MapEdge[];
  broken: BrokenReference[];
}

/**
 * Resolves every link of every file. A link to a path is broken where nothing of the repository has that path;
 * a link by name, labels or image that matches nothing is left out, as its target may live elsewhere.
 * @param exists whether the repository holds a file or folder
 */
export function buildMap(files: readonly AnalysedFile[], exists: (path: string) => boolean): InfraMap {
  const index = new Index(files, exists);
  const map: InfraMap = { nodes: files.flatMap(nodesOf), edges: [], broken: [] };
  for (const file of files) {
    for (const link of file.links) {
      const fromLine = link.range.startLine;
      const targets = index.resolve(file, link);
      if (targets === "missing" && link.target.by === "path") {
        if (link.optional) continue;
        const target = link.target.paths[0] ?? "";
        const message = `${link.from ? `"${link.from}" ` : ""}refers to ${target || "nothing"}, which is not in the repository`;
        map.broken.push({ path: file.path, line: fromLine, relation: link.relation, target, message });
      } else if (targets !== "missing") {
        for (const { path, line } of targets) {
          map.edges.push({ from: file.path, to: path, relation: link.relation, fromLine, toLine: line });
        }
      }
    }
  }
  return map;
}

function nodesOf(file: AnalysedFile): MapNode[] {
  const own = { id: file.path, path: file.path, line: 1, type: file.kind, name: file.path };
  return [own, ...file.facts.resources.map((resource) => nodeOf(file, resource))];
}

function nodeOf(file: AnalysedFile, { type, name, range }: Resource): MapNode {
  return { id: `${file.path}#${type}/${name}`, path: file.path, line: range.startLine, type, name };
}

interface Target {
  path: string;
  line: number;
}

interface Declared extends Target {
  resource: Resource;
}

/** Look-ups over all files: names and labels to the resources that declare them. */
class Index {
  private readonly byName = new Map<string, Declared[]>();
  private readonly labelled: Declared[] = [];
  private readonly builders = new Map<string, Target[]>();
  private readonly paths: ReadonlySet<string>;

  constructor(
    files: readonly AnalysedFile[],
    private readonly exists: (path: string) => boolean,
  ) {
    this.paths = new Set(files.map((file) => file.path));
    for (const file of files) {
      for (const resource of file.facts.resources) {
        const declared = { path: file.path, line: resource.range.startLine, resource };
        push(this.byName, `${resource.type}\n${resource.name}`, declared);
        if (resource.labels) this.labelled.push(declared);
      }
    }
    for (const file of files) this.addBuilders(file);
  }

  /** A resource with an `image` property and a `builds` link makes that image from the Dockerfile it names. */
  private addBuilders(file: AnalysedFile): void {
    for (const { relation, from, target } of file.links) {
      if (relation !== "builds" || from === undefined || target.by !== "path") continue;
      const image = file.facts.resources.find(({ name }) => name === from)?.properties?.image;
      const dockerfile = this.existing(target.paths);
      if (typeof image !== "string" || dockerfile === undefined) continue;
      push(this.builders, canonicalRepository(parseImage(image)), { path: dockerfile, line: 1 });
    }
  }

  private existing(paths: readonly string[]): string | undefined {
    return paths.find((path) => this.paths.has(path)) ?? paths.find(this.exists);
  }

  resolve(file: AnalysedFile, link: Link): Target[] | "missing" {
    const { target } = link;
    switch (target.by) {
      case "path": {
        const found = this.existing(target.paths);
        return found === undefined ? "missing" : [{ path: found, line: 1 }];
      }
      case "name":
        return this.named(file, target);
      case "labels":
        return this.labelled.filter(
          ({ resource }) =>
            sameNamespace(resource.namespace, target.namespace) && holds(resource.labels, target.labels),
        );
      case "image":
        return this.builders.get(canonicalRepository(parseImage(target.image))) ?? [];
    }
  }

  private named(file: AnalysedFile, target: LinkTarget & { by: "name" }): Target[] {
    const found = target.types.flatMap((type) => this.byName.get(`${type}\n${target.name}`) ?? []);
    const inReach = found.filter(
      ({ path, resource }) =>
        sameNamespace(resource.namespace, target.namespace) &&
        (target.within === undefined || path === target.within || folderHolds(target.within, path)),
    );
    const here = inReach.filter(({ path }) => path === file.path);
    return here.length > 0 ? here : inReach;
  }
}

/** `within` as a folder holds just the files directly in it: a Terraform module, a chart's templates. */
function folderHolds(folder: string, path: string): boolean {
  const rest =
    folder === "" ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
  return rest !== undefined && !rest.includes("/");
}

/** A namespace that is not stated may be any: Kustomize and the command line set it. */
function sameNamespace(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

function holds(labels: Record<string, string> | undefined, wanted: Record<string, string>): boolean {
  const entries = Object.entries(wanted);
  return entries.length > 0 && entries.every(([key, value]) => labels?.[key] === value);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
