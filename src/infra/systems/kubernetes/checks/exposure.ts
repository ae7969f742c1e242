import { containerTitle, titleOf } from "../model.ts";
import {
  containers,
  DOCS,
  inSystemNamespace,
  type KubernetesCheck,
  MANIFESTS,
  objectsOf,
} from "./support.ts";

/** Annotations that keep a load balancer to the own network, or that only a cluster outside of a cloud has. */
const INTERNAL =
  /load-?balancer-?(?:internal|source-ranges)|internal|allowed-service-tags|allowed-ip-ranges|inbound-cidrs|vpc-only|private|metallb|tailscale|lb-ipam|lbipam|cilium|kube-vip|purelb/i;

const loadBalancer: KubernetesCheck = {
  id: "kubernetes/load-balancer-open",
  title: "Load balancer open to everyone",
  severity: "medium",
  category: "security",
  why: "The cloud gives the Service a public address that accepts every source: what was meant for the office or another cluster is scanned within minutes.",
  remedy:
    "Set `loadBalancerSourceRanges`, make the load balancer internal by your cloud's annotation, or put the Service behind an Ingress.",
  reference: `${DOCS}/concepts/services-networking/service/#loadbalancer`,
  equivalents: ["kics:Service With External Load Balancer", "kube-linter:exposed-services"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "Service")) {
      const type = object.node.get("spec", "type");
      if (type.string !== "LoadBalancer" || inSystemNamespace(object)) continue;
      if (object.node.get("spec", "loadBalancerSourceRanges").items().length > 0) continue;
      if (object.node.get("spec", "loadBalancerClass").exists) continue;
      if (Object.entries(object.annotations).some(([key, value]) => isInternal(key, value))) continue;
      const ports = object.node
        .get("spec", "ports")
        .items()
        .map((port) => port.get("port").number);
      // The front door of a site or of an ingress controller: TLS, with plain HTTP beside it for the redirect.
      if (ports.includes(443) && ports.every((port) => port === 443 || port === 80)) continue;
      yield {
        range: type.fullRange,
        message: `${titleOf(object)} gets a load balancer that every address may reach.`,
      };
    }
  },
};

function isInternal(key: string, value: string): boolean {
  if (/^internal$/i.test(value.trim())) return true;
  return (
    INTERNAL.test(key) &&
    !/^(?:false|internet-facing|external|public|0\.0\.0\.0\/0|none)$/i.test(value.trim())
  );
}

const nodePort: KubernetesCheck = {
  id: "kubernetes/node-port",
  title: "Service on a port of every node",
  severity: "low",
  category: "security",
  why: "The port is open on each node, past the Ingress with its TLS and its limits, as far as the nodes' firewall goes.",
  remedy: "Use a ClusterIP Service behind an Ingress or a Gateway.",
  reference: `${DOCS}/concepts/services-networking/service/#type-nodeport`,
  equivalents: ["kics:Service Type is NodePort", "kube-linter:exposed-services", "kube-score:service-type"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "Service")) {
      const type = object.node.get("spec", "type");
      if (type.string !== "NodePort" || inSystemNamespace(object)) continue;
      yield { range: type.fullRange, message: `${titleOf(object)} opens a port on every node.` };
    }
  },
};

const externalIps: KubernetesCheck = {
  id: "kubernetes/service-external-ips",
  title: "Service takes over addresses",
  severity: "medium",
  category: "security",
  why: "Traffic of the cluster to these addresses goes to the Service's pods instead: whoever may write Services can sit between others and the addresses they use (CVE-2020-8554).",
  remedy: "Use a LoadBalancer Service or an Ingress in place of `externalIPs`.",
  reference: `${DOCS}/concepts/services-networking/service/#external-ips`,
  equivalents: ["trivy:KSV-0108"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "Service")) {
      const addresses = object.node.get("spec", "externalIPs");
      if (addresses.items().length === 0) continue;
      yield {
        range: addresses.keyRange,
        message: `${titleOf(object)} claims addresses with \`externalIPs\`.`,
      };
    }
  },
};

const tls: KubernetesCheck = {
  id: "kubernetes/ingress-without-tls",
  title: "Ingress without TLS",
  severity: "medium",
  category: "security",
  why: "Passwords, cookies and tokens of the users cross the network readable, and browsers mark the site as not secure.",
  remedy: "Add `tls` with the hosts and a Secret, which cert-manager can issue.",
  reference: `${DOCS}/concepts/services-networking/ingress/#tls`,
  equivalents: ["kics:Ingress Without TLS", "polaris:tlsSettingsMissing"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "Ingress")) {
      const spec = object.node.get("spec");
      if (object.partial || spec.get("tls").exists) continue;
      if (ELSEWHERE_CLASSES.test(spec.get("ingressClassName").string ?? "")) continue;
      // Without a host the rules match whatever comes in behind another proxy; without rules it is a patch.
      const hosts = spec
        .get("rules")
        .items()
        .flatMap((rule) => rule.get("host").string ?? []);
      if (!hosts.some((host) => !isLocal(host)) || terminatesElsewhere(object.annotations)) continue;
      yield { range: object.nameRange, message: `${titleOf(object)} serves ${hosts[0]} without TLS.` };
    }
  },
};

/** Controllers whose certificates stand in annotations or in the cloud. */
const ELSEWHERE_CLASSES = /^(?:alb|gce|gce-internal|tailscale|cloudflare-tunnel|webapprouting\..{1,60})$/;

/** Names that no public certificate is issued for. */
function isLocal(host: string): boolean {
  return (
    /(?:^|\.)(?:localhost|local|test|internal|lan|localdomain|nip\.io|sslip\.io|svc)$/i.test(host) ||
    !host.includes(".")
  );
}

/** The load balancer in front holds the certificate. */
function terminatesElsewhere(annotations: Record<string, string>): boolean {
  return Object.entries(annotations).some(
    ([key, value]) =>
      /certificate|ssl-cert|pre-shared-cert|managed-certificates|listen-ports|frontend-config|tls|acme|entrypoints|tailscale|cloudflare/i.test(
        key,
      ) ||
      (key === "kubernetes.io/ingress.class" && ELSEWHERE_CLASSES.test(value)),
  );
}

const SNIPPETS = /^nginx\.(?:ingress\.kubernetes\.io|org)\/(?:[a-z-]*snippets?)$/;

const snippet: KubernetesCheck = {
  id: "kubernetes/ingress-snippet",
  title: "NGINX configuration in an annotation",
  severity: "high",
  category: "security",
  why: "A snippet is copied into the controller's configuration: whoever may write this Ingress can run code in the controller and read every Secret that it serves (CVE-2021-25742). Controllers since 1.9 ignore or refuse it by default.",
  remedy: "Use the annotation made for the purpose, or the controller's own ConfigMap.",
  reference:
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#configuration-snippet",
  equivalents: ["checkov:CKV_K8S_152", "checkov:CKV_K8S_153", "checkov:CKV_K8S_154", "trivy:KCV-0093"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "Ingress")) {
      for (const { key, keyRange } of object.node.get("metadata", "annotations").entries()) {
        if (!SNIPPETS.test(key)) continue;
        yield {
          range: keyRange,
          message: `${titleOf(object)} puts configuration into the controller (${key}).`,
        };
      }
    }
  },
};

/** Annotations of ingress-nginx whose text ended up in the configuration unescaped. */
const INJECTABLE =
  /^nginx\.ingress\.kubernetes\.io\/(?:auth-tls-match-cn|auth-url|auth-secret|auth-signin|auth-snippet|mirror-target|mirror-host|rewrite-target|server-alias|permanent-redirect|configuration-snippet|server-snippet)$/;

const injection: KubernetesCheck = {
  id: "kubernetes/ingress-annotation-injection",
  title: "Annotation that breaks out of the NGINX configuration",
  severity: "critical",
  category: "security",
  why: "Line breaks, braces or directives in these annotations end the directive that they are put into and start new ones: this is how the controller was taken over in CVE-2025-1974 and its relatives.",
  remedy: "Keep only the address or the expression that the annotation is for.",
  reference: "https://kubernetes.io/blog/2025/03/24/ingress-nginx-cve-2025-1974/",
  equivalents: ["trivy:KCV-0093"],
  kinds: MANIFESTS,
  *run(model) {
    for (const object of objectsOf(model, "Ingress")) {
      for (const { key, value } of object.node.get("metadata", "annotations").entries()) {
        if (!INJECTABLE.test(key) || SNIPPETS.test(key)) continue;
        const text = value.string ?? "";
        const address = /(?:url|target|host|signin|redirect)$/.test(key) && /[|<>"\\^`]/.test(text);
        if (!address && !/[\r\n;]|\}\s*\S|load_module|ssl_engine|lua_|alias\s|root\s/.test(text)) continue;
        yield {
          range: value.fullRange,
          message: `The annotation ${key} of ${titleOf(object)} holds what ends the directive that it is put into.`,
        };
      }
    }
  },
};

const hostPort: KubernetesCheck = {
  id: "kubernetes/host-port",
  title: "Port of the node taken",
  severity: "low",
  category: "reliability",
  why: "Only one such pod fits on a node, so a rollout or a second replica stays Pending; and the port is open to whoever reaches the node, past every Service and NetworkPolicy.",
  remedy:
    "Expose the container with a Service; keep `hostPort` for DaemonSets that must be found on each node.",
  reference: `${DOCS}/concepts/configuration/overview/#services`,
  equivalents: ["kics:Container Host Port", "checkov:CKV_K8S_26", "trivy:KSV-0024", "polaris:hostPortSet"],
  kinds: MANIFESTS,
  *run(model) {
    for (const container of containers(model)) {
      const { object, pod } = container.workload;
      if (object.kind === "DaemonSet" || inSystemNamespace(object) || pod.get("hostNetwork").boolean === true)
        continue;
      for (const port of container.node.get("ports").items()) {
        const value = port.get("hostPort");
        if (value.number === undefined || value.number === 0) continue;
        yield {
          range: value.fullRange,
          message: `The ${containerTitle(container)} takes port ${value.number} of its node.`,
        };
      }
    }
  },
};

const sshPort: KubernetesCheck = {
  id: "kubernetes/ssh-port",
  title: "SSH in a container",
  severity: "medium",
  category: "security",
  why: "A login server beside the program needs keys of its own, is missed by the cluster's audit log and is one more thing to break into; `kubectl exec` does the same with the cluster's accounts.",
  remedy: "Remove the port and the SSH server from the image.",
  reference: `${DOCS}/tasks/debug/debug-application/get-shell-running-container/`,
  equivalents: ["kube-linter:ssh-port"],
  kinds: MANIFESTS,
  *run(model) {
    for (const container of containers(model)) {
      // Where SSH is what the program offers.
      if (/sftp|ssh|git|bastion/i.test(`${container.image?.repository} ${container.name}`)) continue;
      for (const port of container.node.get("ports").items()) {
        const number = port.get("containerPort");
        if (number.number !== 22 || (port.get("protocol").string ?? "TCP") !== "TCP") continue;
        yield { range: number.fullRange, message: `The ${containerTitle(container)} opens port 22.` };
      }
    }
  },
};

export const exposureChecks: readonly KubernetesCheck[] = [
  snippet,
  injection,
  tls,
  loadBalancer,
  externalIps,
  sshPort,
  hostPort,
  nodePort,
];
