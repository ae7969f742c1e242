import type { KubernetesModel, KubernetesObject, Workload } from "../model.ts";
import { stringMap } from "../strings.ts";
import { objectsOf, sameNamespace, workloads } from "./support.ts";

/** More pods under one label than this are generated or hostile; the rest is not looked at. */
const MAX_CANDIDATES = 200;

/** True where all labels of the selector are among the labels; false for an empty selector. */
export function selects(selector: Record<string, string>, labels: Record<string, string>): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

interface Pods {
  byLabel: Map<string, Workload[]>;
  served?: Set<Workload>;
}

const cache = new WeakMap<KubernetesModel, Pods>();

function podsOf(model: KubernetesModel): Pods {
  const known = cache.get(model);
  if (known) return known;
  const pods: Pods = { byLabel: new Map() };
  for (const workload of workloads(model)) {
    for (const [key, value] of Object.entries(workload.podLabels)) {
      const label = `${key}=${value}`;
      const others = pods.byLabel.get(label);
      if (!others) pods.byLabel.set(label, [workload]);
      else if (others.length < MAX_CANDIDATES) others.push(workload);
    }
  }
  cache.set(model, pods);
  return pods;
}

/** The workloads of the file whose pods the selector of `owner` picks. */
export function selectedBy(
  model: KubernetesModel,
  owner: KubernetesObject,
  selector: Record<string, string>,
): Workload[] {
  const { byLabel } = podsOf(model);
  let fewest: Workload[] | undefined;
  for (const [key, value] of Object.entries(selector)) {
    const found = byLabel.get(`${key}=${value}`) ?? [];
    if (!fewest || found.length < fewest.length) fewest = found;
  }
  return (fewest ?? []).filter(
    (workload) => selects(selector, workload.podLabels) && sameNamespace(owner, workload.object),
  );
}

/** True where a Service of the same file sends requests to the pods. */
export function isServed(model: KubernetesModel, workload: Workload): boolean {
  const pods = podsOf(model);
  pods.served ??= new Set(
    objectsOf(model, "Service").flatMap((service) =>
      selectedBy(model, service, stringMap(service.node.get("spec", "selector"))),
    ),
  );
  return pods.served.has(workload);
}
