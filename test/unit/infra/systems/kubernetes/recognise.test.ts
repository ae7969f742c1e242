import assert from "node:assert/strict";
import { kubernetes } from "../../../../../src/infra/systems/kubernetes/index.ts";
import { kindOf } from "./support.ts";

const POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n";

describe("kubernetes: recognition", () => {
  it("asks for the head of YAML and JSON files and for nothing else", () => {
    const ask = (path: string, name: string, extension: string) =>
      kubernetes.recognise({ path, name, extension });
    assert.equal(ask("a/pod.yaml", "pod.yaml", "yaml"), "unsure");
    assert.equal(ask("a/pod.json", "pod.json", "json"), "unsure");
    assert.equal(ask("pkg/kubernetes.go", "kubernetes.go", "go"), undefined);
    assert.equal(ask("package.json", "package.json", "json"), undefined);
  });

  const manifests: Record<string, string> = {
    "a manifest": POD,
    "a manifest after a licence and a blank document": `# Licence\n---\n# more\n---\n${POD}`,
    "CRLF line ends and a byte order mark": `\uFEFF${POD.replaceAll("\n", "\r\n")}`,
    "keys in another order": "kind: Deployment\nmetadata:\n  name: a\napiVersion: apps/v1\n",
    "quoted keys and values": '"apiVersion": "v1"\n"kind": "Service"\n',
    "a custom resource": "apiVersion: stable.example.com/v1\nkind: CronTab\n",
    "a version that is not v1": "apiVersion: resources.azure.com/v1api20200601\nkind: ResourceGroup\n",
    "a ConfigMap whose kind lies beyond the head": `apiVersion: v1\ndata:\n  a: |\n${"    x\n".repeat(3000)}kind: ConfigMap\n`,
    "alert annotations with actions": `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec:\n  a: "{{ $labels.pod }}"\n  b: |\n    {{ $value }}\n`,
    "values of a chart in a HelmRelease": `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values:\n    host: "{{ .Release.Name }}.example.com"\n`,
  };
  for (const [what, text] of Object.entries(manifests)) {
    it(`recognises ${what}`, () => assert.equal(kindOf("deploy/x.yaml", text), "kubernetes"));
  }

  it("recognises JSON, also where the head ends in the middle", () => {
    const json = `{\n "kind": "List", "apiVersion": "v1",\n "items": [${'{"kind": "Pod"},'.repeat(2000)}`;
    assert.equal(kindOf("a.json", json), "kubernetes");
  });

  const others: Record<string, string> = {
    "a Kind cluster": "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n",
    "a Skaffold file": "apiVersion: skaffold/v3\nkind: Config\n",
    "a kubeconfig": "apiVersion: v1\nkind: Config\nclusters: []\n",
    "a chart": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "a Backstage catalogue": "apiVersion: backstage.io/v1alpha1\nkind: Component\n",
    "a Backstage template": "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\n",
    "a kubeadm configuration": "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n",
    "a kubelet configuration": "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
    "an OpenAPI document":
      "openapi: 3.0.0\ninfo:\n  version: v1\npaths:\n  /a:\n    apiVersion: v1\n    kind: Pod\n",
    "a Grafana data source": "apiVersion: 1\ndatasources: []\n",
    "a service level objective": "apiVersion: openslo/v1\nkind: SLO\n",
    "values with the words further in": "deploy:\n  apiVersion: v1\n  kind: Pod\n",
    "a Go template": `apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Name }}\n`,
    "a Go template with a loop": `apiVersion: v1\nkind: Pod\n{{- range .Things }}\nx: y\n{{- end }}\n`,
    "a chart's template by its values": `apiVersion: v1\nkind: Pod\nspec:\n  image: "{{ .Values.image }}"\n`,
    "a Jinja template": `apiVersion: v1\nkind: Pod\n{% if debug %}\nx: y\n{% endif %}\n`,
    "an empty file": "",
  };
  for (const [what, text] of Object.entries(others)) {
    it(`leaves out ${what}`, () => assert.equal(kindOf("deploy/x.yaml", text), undefined));
  }

  it("leaves out what lies in a chart's templates", () => {
    assert.equal(kindOf("charts/web/templates/sa.yaml", POD), undefined);
    assert.equal(
      kindOf(
        "charts/web/crds/crd.yaml",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n",
      ),
      "kubernetes",
    );
  });

  it("recognises kustomizations by their name, by their version, and Flux's namesake not at all", () => {
    assert.equal(kindOf("base/kustomization.yaml", "resources:\n  - a.yaml\n"), "kustomize");
    assert.equal(kindOf("base/Kustomization", ""), "kustomize");
    assert.equal(
      kindOf("base/overlay.yml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"),
      "kustomize",
    );
    const flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n";
    assert.equal(kindOf("apps/ks.yaml", flux), "kubernetes");
    assert.equal(kindOf("apps/kustomization.yaml", flux), "kubernetes");
  });
});
