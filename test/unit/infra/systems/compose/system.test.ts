import assert from "node:assert/strict";
import { describePath } from "../../../../../src/infra/paths.ts";
import { compose } from "../../../../../src/infra/systems/compose/index.ts";
import { hostileTexts, survives } from "../docker/support.ts";

const SAMPLE = `name: shop
x-logging: &logging
  logging: { driver: local }
services:
  web:
    <<: *logging
    build:
      context: ./web
      dockerfile: prod.Dockerfile
      target: serve
    image: acme/web:1.2
    ports:
      - "127.0.0.1:8080:80"
      - target: 9090
        published: "9091-9092"
        protocol: udp
    depends_on:
      db:
        condition: service_healthy
    environment:
      DB_PASSWORD: topsecretvalue
    env_file: ./web/app.env
    secrets: [token]
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
      - cache:/var/cache
    deploy:
      resources:
        limits:
          memory: 256M
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost"]
  db:
    image: postgres:\${PG:-17}
    profiles: [full]
    networks: [back]
volumes:
  cache:
networks:
  back:
    external: true
secrets:
  token:
    environment: TOKEN
include:
  - ./monitoring/compose.yaml
`;

function recognise(path: string, head?: string): string | undefined {
  return compose.recognise({ ...describePath(path), ...(head === undefined ? {} : { head }) });
}

function read(text: string, path = "shop/compose.yaml", kind = "compose") {
  const file = { path, kind, text };
  const { model, problems } = compose.parse(file);
  return { problems, facts: compose.facts(model, file), links: compose.links(model, file) };
}

describe("Compose", () => {
  it("recognises its files by name, others by what they hold", () => {
    const names = [
      "compose.yaml",
      "docker-compose.yml",
      "a/docker-compose.prod.yml",
      "compose.override.yaml",
    ];
    for (const path of names) assert.equal(recognise(path), "compose", path);
    assert.equal(recognise(".devcontainer/devcontainer.json"), "devcontainer");
    assert.equal(recognise(".devcontainer.json"), "devcontainer");
    const services = "x-a: &a\n  restart: always\nservices:\n  web:\n    image: nginx\n";
    assert.equal(recognise("deploy/app.yml"), "unsure");
    assert.equal(recognise("deploy/app.yml", services), "compose");
    assert.equal(recognise("docker-stack.yml", services), "swarm");
    assert.equal(recognise("monitoring.yaml", `# note\r\n${services.replace(/\n/g, "\r\n")}`), "compose");
  });

  it("leaves look-alikes out", () => {
    const heads: Record<string, string> = {
      ".gitlab-ci.yml": "services:\n  - docker:dind\nbuild:\n  image: alpine\n",
      "ci.yml": "image: node\nservices:\n  db:\n    image: postgres\n",
      "config/services.yaml": "services:\n  _defaults:\n    autowire: true\n",
      "chart/templates/docker-compose.yaml": "services:\n  a:\n    image: b\n",
      ".github/workflows/docker-compose.yml": "on: push\njobs: {}\n",
      "values.yaml": "services:\n  web:\n    image: nginx\n",
      "k8s.yaml": "apiVersion: v1\nkind: Service\n",
      "app.yaml": "name: sample\nservices:\n- name: web\n  image:\n    repository: a\n",
      "drone.yaml": "kind: pipeline\nservices:\n  db:\n    image: postgres\n",
    };
    for (const [path, head] of Object.entries(heads)) {
      const kind = recognise(path);
      assert.equal(kind === "unsure" ? recognise(path, head) : kind, undefined, path);
    }
    assert.equal(recognise("compose.go"), undefined);
    assert.equal(recognise("package.json"), undefined);
  });

  it("draws the facts with their lines", () => {
    const { facts, problems } = read(SAMPLE);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      facts.resources.map(({ type, name, range }) => `${type} ${name} ${range.startLine}-${range.endLine}`),
      [
        "service web 5-32",
        "service db 33-36",
        "volume cache 38-38",
        "network back 40-41",
        "secret token 43-44",
      ],
    );
    assert.equal(
      facts.resources[0]?.detail,
      "acme/web:1.2, built from ./web, ports 127.0.0.1:8080:80 9091-9092:9090, needs db",
    );
    assert.deepEqual(facts.ports, [
      { service: "web", published: "8080", target: "80", hostIp: "127.0.0.1", protocol: "tcp", line: 13 },
      { service: "web", published: "9091-9092", target: "9090", hostIp: null, protocol: "udp", line: 14 },
    ]);
    assert.deepEqual(facts.builds, [
      { service: "web", context: "./web", dockerfile: "prod.Dockerfile", target: "serve", line: 8 },
    ]);
    const images = facts.images as { service: string; pin: string; tag: string; line: number }[];
    assert.deepEqual(
      images.map(({ service, pin, tag, line }) => [service, pin, tag, line]),
      [
        ["web", "tag", "1.2", 11],
        ["db", "tag", "17", 34],
      ],
    );
    assert.deepEqual(facts.dependencies, [
      { service: "web", on: "db", condition: "service_healthy", line: 18 },
    ]);
    assert.deepEqual(facts.environment, [{ service: "web", name: "DB_PASSWORD", line: 21 }]);
    assert.deepEqual(facts.limits, [
      { service: "web", memory: "256M", cpus: null, reservedMemory: null, line: 29 },
    ]);
    assert.deepEqual(facts.networks, [{ name: "back", driver: null, external: true, line: 40 }]);
    assert.deepEqual(facts.secrets, [{ name: "token", from: "environment variable TOKEN", line: 43 }]);
    assert.deepEqual(facts.healthchecks, [
      { service: "web", test: "CMD curl -f http://localhost", line: 31 },
    ]);
    assert.ok(!JSON.stringify(facts).includes("topsecret"));
  });

  it("links builds, images, services, secrets and files", () => {
    const { links } = read(SAMPLE);
    const seen = links.map(({ relation, range, from, target }) => {
      const to =
        target.by === "path"
          ? target.paths.join()
          : target.by === "name"
            ? target.name
            : target.by === "image"
              ? target.image
              : "";
      return `${range.startLine} ${from ?? "file"} ${relation} ${to}`;
    });
    assert.deepEqual(
      seen.sort(),
      [
        "18 web depends-on db",
        "22 web references-config shop/web/app.env",
        "23 web references-secret token",
        "25 web references-config shop/nginx.conf",
        "34 db runs-image postgres:17",
        "46 file includes shop/monitoring/compose.yaml",
        "8 web builds shop/web/prod.Dockerfile",
      ].sort(),
    );
  });

  it("reads lists and maps of every short form", () => {
    const text = [
      "services:",
      "  a:",
      "    build: .",
      "    env_file: [a.env]",
      "    environment: [A=1, B]",
      "    depends_on: [b]",
      "    links: ['b:database']",
      "    volumes: ['/data', './a:/b', 'vol:/c:ro', 'C:\\x:/d']",
      "    ports: [80, '${PORT:-8080}:80', '[::1]:81:81/udp', '3000-3001:3000-3001']",
      "    extends: { file: base.yaml, service: base }",
      "  b: { image: b:1 }",
    ].join("\n");
    const { facts, problems } = read(text, "compose.yaml");
    assert.deepEqual(problems, []);
    const ports = facts.ports as { published: string; target: string; hostIp: string; protocol: string }[];
    assert.deepEqual(
      ports.map(({ hostIp, published, target, protocol }) => [hostIp, published, target, protocol]),
      [
        [null, null, "80", "tcp"],
        [null, "${PORT:-8080}", "80", "tcp"],
        ["::1", "81", "81", "udp"],
        [null, "3000-3001", "3000-3001", "tcp"],
      ],
    );
    const mounts = facts.mounts as { type: string; source: string; target: string; readOnly: boolean }[];
    assert.deepEqual(
      mounts.map(({ type, source, target, readOnly }) => [type, source, target, readOnly]),
      [
        ["volume", null, "/data", false],
        ["bind", "./a", "/b", false],
        ["volume", "vol", "/c", true],
        ["bind", "C:\\x", "/d", false],
      ],
    );
    assert.deepEqual(facts.environment, [
      { service: "a", name: "A", line: 5 },
      { service: "a", name: "B", line: 5 },
    ]);
  });

  it("reads a devcontainer.json with comments and trailing commas", () => {
    const text = [
      "// For details see the documentation",
      "{",
      '\t"name": "web", /* with a "quote" */',
      '\t"build": { "dockerfile": "Dockerfile", "context": ".." },',
      '\t"dockerComposeFile": ["../compose.yaml"],',
      '\t"service": "web",',
      '\t"features": { "ghcr.io/devcontainers/features/go:1": {} },',
      '\t"forwardPorts": [3000, 5432],',
      '\t"postCreateCommand": "echo // no comment",',
      "}",
    ].join("\n");
    const { facts, links, problems } = read(text, ".devcontainer/devcontainer.json", "devcontainer");
    assert.deepEqual(problems, []);
    assert.deepEqual(facts.dockerfile, { path: "Dockerfile", line: 4 });
    assert.deepEqual(facts.forwardedPorts, [
      { value: "3000", line: 8 },
      { value: "5432", line: 8 },
    ]);
    assert.deepEqual(facts.postCreateCommand, { value: "echo // no comment", line: 9 });
    assert.deepEqual(
      links.map(({ relation, target }) => [relation, target.by === "path" ? target.paths[0] : ""]),
      [
        ["builds", ".devcontainer/Dockerfile"],
        ["includes", "compose.yaml"],
        ["depends-on", ""],
      ],
    );
  });

  it("keeps what can be read of a broken file", () => {
    const { facts, problems } = read("services:\n  a:\n    image: a:1\n  b: text\n  c:\n    image: [x\n");
    assert.ok(problems.length >= 1);
    assert.equal(facts.resources[0]?.name, "a");
    assert.deepEqual(read("").facts.resources, []);
    assert.ok(read("- a\n").problems.length === 1);
  });

  describe("survives", () => {
    for (const [name, text] of Object.entries(hostileTexts(SAMPLE))) {
      it(name, function () {
        this.timeout(40_000);
        for (const kind of compose.kinds) survives(compose, { path: "compose.yaml", kind, text }, 9000);
      });
    }
    it("aliases of aliases and maps that merge each other", function () {
      this.timeout(20_000);
      const lists = Array.from(
        { length: 60 },
        (_, i) => `x-${i}: &a${i} [${i ? `*a${i - 1}, *a${i - 1}` : 1}]\n`,
      ).join("");
      const bomb = `${lists}services:\n  a:\n    image: b\n    ports: *a59\n    environment: *a59\n    <<: *a59\n`;
      survives(compose, { path: "compose.yaml", kind: "compose", text: bomb }, 3000);
      const merges = Array.from({ length: 200 }, (_, i) => {
        const inherited = i > 1 ? `    <<: [*s${i - 1}, *s${i - 2}, *s${i - 1}]\n` : "";
        return `  s${i}: &s${i}\n    k${i}: 1\n${inherited}`;
      }).join("");
      survives(compose, { path: "compose.yaml", kind: "compose", text: `services:\n${merges}` }, 5000);
    });
    it("many services that need each other", function () {
      this.timeout(20_000);
      const text = Array.from(
        { length: 3000 },
        (_, i) => `  s${i}:\n    image: a\n    depends_on: [s${i + 1}, s0]\n`,
      );
      survives(compose, { path: "compose.yaml", kind: "compose", text: `services:\n${text.join("")}` }, 9000);
    });
  });
});
