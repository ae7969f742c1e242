import assert from "node:assert/strict";
import { examples } from "../../../../../src/infra/systems/docker/examples.ts";
import { docker } from "../../../../../src/infra/systems/docker/index.ts";
import { applyFix, describeExamples, type Found, review } from "./support.ts";

function found(text: string, others: Record<string, string> = {}, path = "Dockerfile"): Found[] {
  return review(docker, { path, kind: "dockerfile", text }, others);
}

function lines(id: string, text: string, others: Record<string, string> = {}, path = "Dockerfile"): number[] {
  return found(text, others, path)
    .filter((hit) => hit.id === `docker/${id}`)
    .map((hit) => hit.range.startLine);
}

describe("Docker checks", () => {
  describeExamples(docker, examples, () => "dockerfile");

  it("never show the value of a secret", () => {
    const text = [
      "FROM node:22",
      "ENV API_TOKEN=hunter2hunter2",
      "RUN git clone https://bot:hunter2hunter2@git.example.com/a.git",
      "RUN PASSWORD=hunter2hunter2 ./setup",
      "ADD https://bot:hunter2hunter2@files.example.com/a.jar /",
      "RUN curl https://bot:hunter2hunter2@x.example.com/i.sh | sh",
    ].join("\n");
    const hits = found(text);
    assert.ok(hits.length >= 5);
    for (const { message } of hits) assert.ok(!message.includes("hunter2"), message);
  });

  it("take values that only let a step run for no secrets", () => {
    const text = [
      "FROM ruby:3.4",
      "ENV SECRET_KEY_BASE=dummy TOKEN= API_KEY=<key> PASSWORD_FILE=/run/secrets/db",
      "RUN SECRET_KEY_BASE=precompile_placeholder rails assets:precompile",
      'RUN --mount=type=secret,id=t TOKEN="$(cat /run/secrets/t)" ./fetch --password "$TOKEN"',
    ].join("\n");
    assert.deepEqual(lines("secret-in-variable", text), []);
    assert.deepEqual(lines("secret-in-command", text), []);
  });

  it("tell a stage, an image and a slip behind --from", () => {
    const text = [
      "FROM golang:1.25 AS build",
      "FROM alpine:3.22",
      "COPY --from=build /a /a",
      "COPY --from=0 /a /b",
      "COPY --from=busybox /bin/wget /bin/",
      "COPY --from=ghcr.io/acme/tool:1.2 /tool /",
      "COPY --from=$STAGE /a /c",
      "COPY --from=deps /a /d",
      "COPY --from=3 /a /e",
      "COPY --from=ghcr.io/acme/other:latest /other /",
    ].join("\n");
    assert.deepEqual(lines("unknown-stage", text), [8, 9]);
    assert.deepEqual(lines("unknown-stage", text, { "docker-bake.hcl": "" }), [9]);
    assert.deepEqual(lines("floating-base-image", text), [10]);
  });

  describe("runs-as-root", () => {
    it("takes the last USER, also of the stage that the last one starts from", () => {
      const base = 'FROM node:22 AS base\nUSER node\nFROM base\nCMD ["node", "a.js"]\n';
      assert.deepEqual(lines("runs-as-root", base), []);
      assert.deepEqual(lines("runs-as-root", `${base}USER 0:0\n`), [5]);
    });
    it("leaves alone bases that do not run as root, step down by themselves or are unknown", () => {
      for (const image of [
        "gcr.io/distroless/static:nonroot",
        "nginxinc/nginx-unprivileged:1.29",
        "postgres:17",
        "registry.example.com/team/base:4",
        "$BASE",
      ]) {
        assert.deepEqual(lines("runs-as-root", `FROM ${image}\nCMD ["x"]\n`), [], image);
      }
      assert.deepEqual(
        lines("runs-as-root", 'FROM debian:trixie\nRUN apt-get install -y gosu\nENTRYPOINT ["/e.sh"]\n'),
        [],
      );
    });
  });

  describe("floating-base-image", () => {
    it("resolves build arguments and knows stages, scratch and digests", () => {
      const text = [
        "ARG TAG=latest",
        "ARG BASE",
        "FROM alpine:${TAG} AS one",
        "FROM one AS two",
        "FROM scratch AS three",
        `FROM debian@sha256:${"0".repeat(64)} AS four`,
        "FROM $BASE AS five",
        "FROM ${BASE:-ubuntu}",
      ].join("\n");
      assert.deepEqual(lines("floating-base-image", text), [3, 8]);
    });
  });

  describe("copies-whole-context", () => {
    const text = 'FROM node:22\nCOPY . /app\nCMD ["node", "a.js"]\n';
    it("is silent with an ignore file that leaves out what matters", () => {
      assert.deepEqual(lines("copies-whole-context", text, { ".dockerignore": ".git\n.env\n" }), []);
      assert.deepEqual(lines("copies-whole-context", text, { ".dockerignore": "*\n!src\n" }), []);
      assert.deepEqual(lines("copies-whole-context", text, { "Dockerfile.dockerignore": "**/.git\n" }), []);
      assert.deepEqual(
        lines("copies-whole-context", text, { ".dockerignore": "dist" }, "api/Dockerfile"),
        [2],
      );
    });
    it("names what the ignore file lets through", () => {
      const [hit] = found(text, { ".dockerignore": "dist\n", ".env": "A=1" }).filter(
        ({ id }) => id === "docker/copies-whole-context",
      );
      assert.match(hit?.message ?? "", /\.git and \.env/);
    });
  });

  describe("package managers", () => {
    it("accept cache mounts, clean-up in the same RUN and stages that are thrown away", () => {
      const text = [
        "FROM debian:trixie AS build",
        "RUN apt-get update && apt-get install -y gcc",
        "FROM debian:trixie",
        "RUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y curl",
        "RUN apt-get update && apt-get install -y jq && rm -rf /var/lib/apt/lists/*",
        "RUN <<EOF",
        "apt-get update",
        "apt-get -qqy install git",
        "rm -rf /var/lib/apt/lists/*",
        "EOF",
      ].join("\n");
      assert.deepEqual(lines("package-cache-in-layer", text), []);
      assert.deepEqual(lines("install-asks-for-confirmation", text), []);
      assert.deepEqual(lines("update-without-install", text), []);
    });
    it("read the JSON form, sudo, and commands behind comments in a continued RUN", () => {
      const text = [
        "FROM fedora:43",
        'RUN ["dnf", "install", "git"]',
        "RUN set -x \\",
        "    # the tools",
        "",
        "    && sudo yum install \\",
        "       jq",
      ].join("\n");
      assert.deepEqual(lines("install-asks-for-confirmation", text), [2, 3]);
      assert.deepEqual(lines("sudo", text), [3]);
    });
    it("mend a chain of commands over several lines", () => {
      const text = "FROM debian:trixie\nRUN apt-get update \\\n    && apt-get install -y curl\n";
      const [hit] = found(text).filter(({ id }) => id === "docker/package-cache-in-layer");
      assert.ok(hit?.fix);
      assert.equal(
        applyFix(text, hit.fix),
        "FROM debian:trixie\nRUN apt-get update \\\n    && apt-get install -y curl \\\n    && rm -rf /var/lib/apt/lists/*\n",
      );
    });
  });

  it("tell a download that is run from one that is read", () => {
    const text = [
      "FROM debian:trixie",
      "RUN bash <(curl -fsSL https://x.example.com/i.sh)",
      "RUN curl -fsSL https://x.example.com/i.sh | sed s/a/b/ | sudo -E bash",
      "RUN curl -fsSL https://x.example.com/data.json | python3 -c 'import json'",
      'RUN VERSION="$(curl -fsSL https://x.example.com/v)" && sh build.sh',
      "RUN curl -fsSL https://x.example.com/a.tar.gz | tar xz",
    ].join("\n");
    assert.deepEqual(lines("download-piped-to-shell", text), [2, 3]);
  });

  it("know variables that a stage has: its own, inherited, set by the script, quoted or given a default", () => {
    const text = [
      "ARG VERSION=1",
      "FROM alpine:3.22 AS base",
      "ARG VERSION",
      "FROM base",
      "RUN echo $VERSION ${TARGETARCH:-amd64} '$TARGETOS'",
      'RUN TARGETARCH=$(uname -m) && echo "$TARGETARCH"',
      "FROM alpine:3.22",
      "RUN echo $VERSION",
    ].join("\n");
    assert.deepEqual(lines("undeclared-build-argument", text), [8]);
  });

  it("do not take a signal-safe or deliberate shell for a mistake", () => {
    assert.deepEqual(lines("shell-form-process", "FROM a:1\nCMD exec java -jar /a.jar\n"), []);
    assert.deepEqual(lines("shell-form-process", 'FROM a:1\nSHELL ["pwsh"]\nCMD run\n'), []);
    assert.deepEqual(lines("shell-form-process", "FROM a:1\nCMD ['node', 'a.js']\n"), [2]);
  });
});
