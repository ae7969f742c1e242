import assert from "node:assert/strict";
import { linksOf, shown, withSteps } from "./support.ts";

const CHECKOUT = "- uses: actions/checkout@v5";

function stepLinks(lines: string[], extra: string[] = []): string[] {
  return shown(linksOf(withSteps([CHECKOUT, ...lines], "push", extra)));
}

describe("GitHub Actions links", () => {
  it("go from job to job, to called workflows and to images", () => {
    const text = [
      "on: push",
      "jobs:",
      "  build:",
      "    runs-on: ubuntu-24.04",
      "    container: node:22",
      "    services: { db: { image: postgres:17 } }",
      "    steps: [{ uses: docker://alpine:3.22 }]",
      "  deploy:",
      "    needs: build",
      "    uses: ./.github/workflows/deploy.yml",
      "",
    ].join("\n");
    assert.deepEqual(shown(linksOf(text)), [
      "runs-image@5 build → node:22",
      "runs-image@6 build → postgres:17",
      "runs-image@7 build → alpine:3.22",
      "depends-on@9 deploy → build",
      "calls-workflow@10 deploy → .github/workflows/deploy.yml",
    ]);
  });

  it("try the three forms of a local action", () => {
    const [link] = linksOf(withSteps([CHECKOUT, "- uses: ./.github/actions/setup"]));
    assert.deepEqual(link?.target, {
      by: "path",
      paths: [
        ".github/actions/setup/action.yml",
        ".github/actions/setup/action.yaml",
        ".github/actions/setup/Dockerfile",
      ],
    });
  });

  it("find Dockerfiles behind actions and commands", () => {
    assert.deepEqual(
      stepLinks([
        "- uses: docker/build-push-action@v6",
        "  with: { context: services/api, tags: acme/api:1 }",
        "- uses: docker/build-push-action@v6",
        "  with:",
        "    context: .",
        "    file: docker/Dockerfile.web",
        "- run: docker build -t acme/jobs -f jobs/Dockerfile .",
        "- run: docker build services/worker",
        "  working-directory: backend",
      ]),
      [
        "builds@10 acme/api:1 → services/api/Dockerfile",
        "builds@14 build → docker/Dockerfile.web",
        "builds@15 acme/jobs → jobs/Dockerfile",
        "builds@16 build → backend/services/worker/Dockerfile",
      ],
    );
  });

  it("put in the values of the matrix", () => {
    const links = stepLinks(
      [
        "- uses: docker/build-push-action@v6",
        "  with: { context: 'src/${{ matrix.service }}', tags: 'acme/${{ matrix.service }}' }",
      ],
      ["strategy: { matrix: { service: [cart, shop] } }"],
    );
    assert.deepEqual(links, [
      "builds@11 acme/cart → src/cart/Dockerfile",
      "builds@11 acme/shop → src/shop/Dockerfile",
    ]);
  });

  it("take image names from the metadata action", () => {
    const links = stepLinks([
      "- id: meta",
      "  uses: docker/metadata-action@v5",
      "  with: { images: ghcr.io/acme/api }",
      "- uses: docker/build-push-action@v6",
      "  with: { context: ., tags: '${{ steps.meta.outputs.tags }}' }",
    ]);
    assert.deepEqual(links, ["builds@13 ghcr.io/acme/api → Dockerfile"]);
  });

  it("know what deploys manifests, charts and infrastructure", () => {
    assert.deepEqual(
      stepLinks([
        "- run: |",
        "    kubectl apply -n shop -f k8s/base/api.yaml",
        "    helm upgrade --install api ./charts/api -f charts/api/values-prod.yaml",
        "    helm upgrade --install cache oci://registry.example.com/redis",
        "    kustomize build overlays/prod",
        "    terraform -chdir=infra/prod apply",
        "- run: terraform apply",
        "  working-directory: infra/staging",
        "- run: docker compose -f deploy/compose.yaml up -d",
        "- run: flyway -locations=filesystem:db/migrations migrate",
      ]),
      [
        "deploys@10 build → k8s/base/api.yaml",
        "deploys@11 build → charts/api",
        "uses-values@11 build → charts/api/values-prod.yaml",
        "deploys@13 build → overlays/prod",
        "deploys@14 build → infra/prod",
        "deploys@15 build → infra/staging",
        "deploys@17 build → deploy/compose.yaml",
        "migrates@18 build → db/migrations",
      ],
    );
  });

  it("name scripts, make files and version files", () => {
    assert.deepEqual(
      stepLinks([
        "- uses: actions/setup-go@v6",
        "  with: { go-version-file: go.mod }",
        "- run: ./scripts/test.sh --fast",
        "- run: bash scripts/lint.sh",
        "- run: cd web && make build",
        "- run: python -m pytest",
      ]),
      [
        "references-config@10 build → go.mod",
        "includes@11 build → scripts/test.sh",
        "includes@12 build → scripts/lint.sh",
        "includes@13 build → web/Makefile",
      ],
    );
  });

  it("leave out what is not a file of this repository", () => {
    assert.deepEqual(
      stepLinks([
        "- uses: actions/checkout@v5",
        "  with: { repository: acme/other, path: other }",
        "- uses: ./other/.github/actions/setup",
        "- run: |",
        "    envsubst < a.tpl > rendered.yaml",
        "    kubectl apply -f rendered.yaml",
        "    kubectl apply -f https://example.com/all.yaml",
        "    kubectl apply -f $MANIFEST",
        "    kubectl apply -f -",
        "    kubectl apply -f dist/all.yaml",
        "    bash other/run.sh",
        "    bash /opt/run.sh",
      ]),
      [],
    );
  });

  it("follow path filters, waited-for workflows and roles", () => {
    const text = [
      "on:",
      "  push: { paths: ['services/api/**', '**.md', '!docs/**'] }",
      "  workflow_run: { workflows: [Build] }",
      "jobs:",
      "  a:",
      "    runs-on: ubuntu-24.04",
      "    steps:",
      "      - uses: aws-actions/configure-aws-credentials@v4",
      "        with: { role-to-assume: 'arn:aws:iam::123456789012:role/ci/deploy' }",
      "",
    ].join("\n");
    assert.deepEqual(shown(linksOf(text)), [
      "assumes-role@9 a → deploy",
      "depends-on@2 - → services/api",
      "depends-on@3 - → Build",
    ]);
  });

  it("start from the repository that holds the workflow", () => {
    const links = linksOf(withSteps([CHECKOUT, "- run: ./run.sh"]), "apps/shop/.github/workflows/ci.yml");
    assert.deepEqual(shown(links), ["includes@9 build → apps/shop/run.sh"]);
  });

  it("lead from Dependabot to its folders and from an action to its Dockerfile", () => {
    const text = "version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /web\n";
    assert.deepEqual(shown(linksOf(text, ".github/dependabot.yml")), ["monitors@4 - → web"]);
    const action = "name: a\nruns:\n  using: docker\n  image: Dockerfile\n";
    assert.deepEqual(shown(linksOf(action, ".github/actions/a/action.yml")), [
      "builds@4 - → .github/actions/a/Dockerfile",
    ]);
  });
});
