import assert from "node:assert/strict";
import { examples } from "../../../../../src/infra/systems/compose/examples.ts";
import { compose } from "../../../../../src/infra/systems/compose/index.ts";
import { applyFix, describeExamples, review } from "../docker/support.ts";

const DOCKERFILE = 'FROM golang:1.25 AS build\nRUN go build\nFROM debian:trixie AS run\nCMD ["/api"]\n';

function lines(
  id: string,
  text: string,
  others: Record<string, string> = {},
  path = "compose.yaml",
): number[] {
  return review(compose, { path, kind: "compose", text }, others)
    .filter((hit) => hit.id === `compose/${id}`)
    .map((hit) => hit.range.startLine);
}

describe("Compose checks", () => {
  describeExamples(compose, examples, (path) => (path.includes("stack") ? "swarm" : "compose"), {
    Dockerfile: DOCKERFILE,
  });

  it("never show the value of a secret", () => {
    const text = [
      "services:",
      "  db:",
      "    image: postgres:17",
      "    environment:",
      "      POSTGRES_PASSWORD: hunter2hunter2",
      "      URL: amqp://me:hunter2hunter2@mq",
      "    command: [serve, --token=hunter2hunter2]",
      "    ports: ['5432:5432']",
    ].join("\n");
    const file = { path: "compose.yaml", kind: "compose", text };
    const hits = review(compose, file);
    assert.ok(hits.length >= 3);
    const { model } = compose.parse(file);
    const shown = JSON.stringify([
      hits.map(({ message }) => message),
      compose.facts(model, file),
      compose.links(model, file),
    ]);
    assert.ok(!shown.includes("hunter2"), shown);
  });

  it("take switches, files, variables and examples for no secrets", () => {
    const values = [
      'MYSQL_ALLOW_EMPTY_PASSWORD: "yes"',
      "POSTGRES_PASSWORD_FILE: /run/secrets/db",
      "TOKEN_TTL: 3600",
      "API_TOKEN: ${API_TOKEN}",
      "SECRET_KEY: ${SECRET_KEY:-}",
      "JWT_SECRET:",
      "PASSWORD_MIN_LENGTH: 12",
      "API_KEY: <your key>",
    ];
    const text = `services:\n  a:\n    image: b:1\n    environment:\n${values.map((value) => `      ${value}\n`).join("")}`;
    assert.deepEqual(lines("secret-in-environment", text), []);
  });

  it("follow anchors and merge keys, and mark a shared line once", () => {
    const text = [
      "x-base: &base",
      "  privileged: true",
      "  environment: &env",
      "    DB_PASSWORD: correct-horse",
      "services:",
      "  a:",
      "    <<: *base",
      "    image: a:1",
      "  b:",
      "    image: b:1",
      "    environment:",
      "      <<: *env",
    ].join("\n");
    assert.deepEqual(lines("privileged", text), [2]);
    assert.deepEqual(lines("secret-in-environment", text), [4]);
  });

  it("read the long forms", () => {
    const text = [
      "services:",
      "  db:",
      "    image: mongo:8",
      "    ports:",
      "      - target: 27017",
      "        published: 27017",
      "      - { target: 27017, published: '27018', host_ip: 127.0.0.1 }",
      "    volumes:",
      "      - type: bind",
      "        source: /var/run/docker.sock",
      "        target: /docker.sock",
      "      - { type: volume, source: data, target: /data/db }",
      "volumes: { data: }",
    ].join("\n");
    assert.deepEqual(lines("database-port-published", text), [5]);
    assert.deepEqual(lines("docker-socket", text), [10]);
    assert.deepEqual(lines("database-without-volume", text), []);
    assert.deepEqual(lines("unknown-reference", text), []);
  });

  it("bind a published port to localhost", () => {
    const text = "services:\n  db:\n    image: a:1\n    ports: [5432:5432]\n";
    const [hit] = review(compose, { path: "compose.yaml", kind: "compose", text }).filter(
      ({ id }) => id === "compose/database-port-published",
    );
    assert.ok(hit?.fix);
    assert.equal(
      applyFix(text, hit.fix),
      'services:\n  db:\n    image: a:1\n    ports: ["127.0.0.1:5432:5432"]\n',
    );
  });

  it("call nothing undefined that another file may define", () => {
    const text = "services:\n  api:\n    image: a:1\n    depends_on: [db]\n    networks: [back]\n";
    assert.deepEqual(lines("unknown-reference", text), [4, 5]);
    assert.deepEqual(lines("unknown-reference", text, {}, "compose.prod.yaml"), []);
    assert.deepEqual(lines("unknown-reference", `include: [other.yaml]\n${text}`), []);
    const override = { "compose.override.yaml": "services:\n  db:\n    image: d:1\nnetworks:\n  back:\n" };
    assert.deepEqual(lines("unknown-reference", text, override), []);
  });

  it("look into the Dockerfile for stages and health checks", () => {
    const text = [
      "services:",
      "  api:",
      "    build: { context: ., target: build }",
      "    depends_on:",
      "      db:",
      "        condition: service_healthy",
      "  db:",
      "    build: db",
    ].join("\n");
    const checked = {
      Dockerfile: DOCKERFILE,
      "db/Dockerfile": "FROM postgres:17\nHEALTHCHECK CMD pg_isready\n",
    };
    assert.deepEqual(lines("unknown-build-target", text, checked), []);
    assert.deepEqual(lines("dependency-never-healthy", text, checked), []);
    assert.deepEqual(lines("missing-file", text, checked), []);
    const without = { Dockerfile: "FROM a:1\n", "db/Dockerfile": "FROM postgres:17\n" };
    assert.deepEqual(lines("unknown-build-target", text, without), [3]);
    assert.deepEqual(lines("dependency-never-healthy", text, without), [5]);
    assert.deepEqual(lines("missing-file", text, { Dockerfile: "FROM a:1\n" }), [8]);
  });

  it("leave alone what is remote, inline, private, or depends on a variable", () => {
    const text = [
      "services:",
      "  a:",
      "    build: https://github.com/acme/a.git#main",
      "    env_file: [.env, ./config/prod.secret, { path: extra.env, required: false }]",
      "  b:",
      "    build: { dockerfile_inline: FROM scratch }",
      "    volumes: ['./certs/site.pem:/site.pem', '${CONFIG}/a.yaml:/a.yaml', './data:/data']",
      "  c:",
      "    build: ${CONTEXT}",
    ].join("\n");
    assert.deepEqual(lines("missing-file", text), []);
  });

  it("let services of different profiles share a port", () => {
    const service = (name: string, profile: string) =>
      `  ${name}:\n    image: a:1\n    profiles: [${profile}]\n    ports: ['80:80']\n`;
    assert.deepEqual(lines("duplicate-host-port", `services:\n${service("a", "x")}${service("b", "y")}`), []);
    assert.deepEqual(
      lines("duplicate-host-port", `services:\n${service("a", "x")}${service("b", "x")}`),
      [9],
    );
  });
});
