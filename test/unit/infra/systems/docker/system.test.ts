import assert from "node:assert/strict";
import { describePath } from "../../../../../src/infra/paths.ts";
import { isIgnored, parseIgnoreFile } from "../../../../../src/infra/systems/docker/ignore.ts";
import { docker } from "../../../../../src/infra/systems/docker/index.ts";
import { withoutSecrets } from "../../../../../src/infra/systems/docker/secrets.ts";
import { hostileTexts, survives } from "./support.ts";

const DIGEST = `sha256:${"1".repeat(64)}`;
const SAMPLE = `# syntax=docker/dockerfile:1
ARG NODE=22.14
FROM --platform=$BUILDPLATFORM node:\${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \\
    # exact versions only
    npm ci
COPY src ./src
RUN <<EOF
npm run build
EOF

FROM nginx:1.29@${DIGEST} AS serve
ARG COMMIT
ENV PORT=8080 \\
    DB_PASSWORD=topsecretvalue
COPY --from=build /app/dist /usr/share/nginx/html
EXPOSE 8080 9090/udp
USER nginx
HEALTHCHECK --interval=10s CMD curl -f http://localhost:8080 || exit 1
ENTRYPOINT ["nginx", "--token=topsecretvalue"]
CMD ["-g", "daemon off;"]
ONBUILD COPY . /app
`;

function recognise(path: string, head?: string): string | undefined {
  return docker.recognise({ ...describePath(path), ...(head === undefined ? {} : { head }) });
}

function read(text: string, path = "web/Dockerfile", kind = "dockerfile") {
  const file = { path, kind, text };
  const { model, problems } = docker.parse(file);
  return { problems, facts: docker.facts(model, file), links: docker.links(model, file) };
}

describe("Docker", () => {
  it("recognises its files by their names", () => {
    const names: Record<string, string> = {
      Dockerfile: "dockerfile",
      "a/b/dockerfile": "dockerfile",
      Containerfile: "dockerfile",
      "Dockerfile.prod": "dockerfile",
      "api.Dockerfile": "dockerfile",
      "build/android.dockerfile": "dockerfile",
      "Containerfile.debian-slim": "dockerfile",
      ".dockerignore": "dockerignore",
      "web/.containerignore": "dockerignore",
      "Dockerfile.dockerignore": "dockerignore",
      "docker-bake.hcl": "docker-bake",
      "docker-bake.override.json": "docker-bake",
    };
    for (const [path, kind] of Object.entries(names)) assert.equal(recognise(path), kind, path);
  });

  it("leaves look-alikes out", () => {
    for (const path of [
      "docker.go",
      "dockerfiles.md",
      "docker/README.md",
      "dockerfile_parser",
      "my.hcl",
      "x.json",
    ]) {
      const kind = recognise(path);
      assert.equal(kind === "unsure" ? recognise(path, "package docker") : kind, undefined, path);
    }
    assert.equal(recognise("Dockerfile.go"), "unsure");
    assert.equal(recognise("Dockerfile.go", "package main\n"), undefined);
    assert.equal(recognise("Dockerfile.go", "# build\nFROM golang:1.25\n"), "dockerfile");
    assert.equal(recognise("Dockerfile.tmpl", "FROM {{ .Image }}\n"), undefined);
    assert.equal(recognise("prod-dockerfile", "ARG A=1\nFROM x\n"), "dockerfile");
    assert.equal(recognise("bake.hcl", 'target "app" {\n}'), "docker-bake");
    assert.equal(recognise("bake.hcl", 'resource "a" "b" {}'), undefined);
  });

  it("draws the facts with their lines", () => {
    const { facts, problems } = read(SAMPLE);
    assert.deepEqual(problems, []);
    assert.deepEqual(facts.stages, [
      { name: "build", base: "node:22.14", fromStage: null, platform: "$BUILDPLATFORM", line: 3 },
      { name: "serve", base: `nginx:1.29@${DIGEST}`, fromStage: null, platform: null, line: 14 },
    ]);
    const bases = facts.baseImages as { repository: string; pin: string; line: number }[];
    assert.deepEqual(
      bases.map(({ repository, pin, line }) => [repository, pin, line]),
      [
        ["node", "tag", 3],
        ["nginx", "digest", 14],
      ],
    );
    assert.deepEqual(facts.ports, [
      { port: "8080", protocol: "tcp", line: 19 },
      { port: "9090", protocol: "udp", line: 19 },
    ]);
    assert.deepEqual(facts.users, [{ user: "nginx", stage: "serve", line: 20 }]);
    assert.deepEqual(facts.healthcheck, {
      interval: "10s",
      command: "CMD curl -f http://localhost:8080 || exit 1",
      line: 21,
    });
    assert.equal((facts.entrypoint as { form: string; line: number }).form, "exec");
    assert.equal((facts.command as { line: number }).line, 23);
    assert.deepEqual(facts.buildArguments, [
      { name: "NODE", hasDefault: true, stage: null, line: 2 },
      { name: "COMMIT", hasDefault: false, stage: "serve", line: 15 },
    ]);
    assert.deepEqual(facts.environment, [
      { name: "PORT", line: 16 },
      { name: "DB_PASSWORD", line: 17 },
    ]);
    assert.deepEqual(facts.cacheMounts, [{ target: "/root/.npm", line: 6 }]);
    assert.deepEqual(facts.platforms, [{ platform: "$BUILDPLATFORM", line: 3 }]);
    assert.deepEqual(
      facts.resources.map(({ type, name, range }) => [type, name, range.startLine, range.endLine]),
      [
        ["stage", "build", 3, 12],
        ["stage", "serve", 14, 24],
      ],
    );
  });

  it("never puts a secret's value into facts or links", () => {
    const { facts, links } = read(SAMPLE);
    assert.ok(!JSON.stringify([facts, links]).includes("topsecret"));
    assert.equal(withoutSecrets('["app", "--password", "abc123"]').includes("abc123"), false);
    assert.equal(withoutSecrets("curl https://me:abc123@x.example.com").includes("abc123"), false);
  });

  it("links stages, base images and sources", () => {
    const { links } = read(SAMPLE);
    const seen = links.map(({ relation, range, from, target }) => ({
      relation,
      line: range.startLine,
      from,
      target,
    }));
    const path = (...paths: string[]) => ({ by: "path", paths });
    assert.deepEqual(seen, [
      { relation: "extends", line: 3, from: "build", target: { by: "image", image: "node:22.14" } },
      { relation: "includes", line: 5, from: "build", target: path("web/package.json", "package.json") },
      {
        relation: "includes",
        line: 5,
        from: "build",
        target: path("web/package-lock.json", "package-lock.json"),
      },
      { relation: "includes", line: 9, from: "build", target: path("web/src", "src") },
      {
        relation: "extends",
        line: 14,
        from: "serve",
        target: { by: "image", image: `nginx:1.29@${DIGEST}` },
      },
      {
        relation: "depends-on",
        line: 18,
        from: "serve",
        target: { by: "name", types: ["stage"], name: "build", within: "web/Dockerfile" },
      },
    ]);
  });

  it("reads another escape character, here-documents and instructions held back by ONBUILD", () => {
    const windows = [
      "# escape=`",
      "FROM mcr.microsoft.com/windows/servercore:ltsc2025",
      "WORKDIR C:\\app",
      "RUN dir `",
      "  C:\\app",
    ];
    assert.deepEqual(read(windows.join("\n")).facts.workingDirectories, [{ path: "C:\\app", line: 3 }]);
    const onbuild = [
      "FROM a:1",
      "ONBUILD COPY --from=b src /x/",
      "COPY <<END /etc/app.conf",
      "FROM is not an instruction here",
      "END",
      "USER app",
    ];
    const { facts } = read(onbuild.join("\n"));
    assert.equal((facts.stages as unknown[]).length, 1);
    assert.deepEqual(facts.users, [{ user: "app", stage: "0", line: 6 }]);
  });

  it("says what is wrong with a broken file and keeps the rest", () => {
    const { facts, problems } = read("COPY a b\nFROM node:22\nRUM npm ci\nEXPOSE\nRUN <<END\nnpm ci\n");
    const at = new Map(problems.map(({ range, message }) => [range.startLine, message]));
    assert.equal(problems.length, 4);
    assert.match(at.get(1) ?? "", /before the first FROM/);
    assert.match(at.get(3) ?? "", /RUM is not an instruction/);
    assert.match(at.get(4) ?? "", /needs an argument/);
    assert.match(at.get(5) ?? "", /not closed/);
    assert.equal((facts.stages as unknown[]).length, 1);
    assert.match(
      read("RUN a\n")
        .problems.map(({ message }) => message)
        .join(),
      /no FROM/,
    );
  });

  it("reads ignore files as the builder does", () => {
    const { model } = parseIgnoreFile(
      "# comment\n\n/dist/\n**/*.log\n*.md\n!README.md\nsrc/[a-c]?.txt\n./.git\n",
    );
    const out = (path: string) => isIgnored(model, path);
    for (const path of ["dist/a/b.js", "dist", "a/b/c.log", "x.log", "NOTES.md", ".git/HEAD", "src/a1.txt"]) {
      assert.ok(out(path), path);
    }
    for (const path of ["README.md", "src/dist", "docs/a.md", "src/d1.txt"]) assert.ok(!out(path), path);
    assert.equal(isIgnored(parseIgnoreFile(`${"*a".repeat(200)}b`).model, "a".repeat(2000)), false);
  });

  it("reads bake files in HCL and JSON", async () => {
    await docker.prepare?.();
    const hcl = [
      'group "default" {',
      '  targets = ["api"]',
      "}",
      'target "api" {',
      '  context = "services/api"',
      '  dockerfile = "prod.Dockerfile"',
      '  tags = ["acme/api:1"]',
      '  platforms = ["linux/amd64"]',
      "}",
    ];
    const { facts, links } = read(hcl.join("\n"), "docker-bake.hcl", "docker-bake");
    assert.deepEqual(
      facts.resources.map(({ name, range }) => [name, range.startLine, range.endLine]),
      [["api", 4, 9]],
    );
    assert.deepEqual(links[0]?.target, { by: "path", paths: ["services/api/prod.Dockerfile"] });
    const json = '{ "target": { "web": { "context": "web", "tags": ["acme/web"] } } }';
    const other = read(json, "docker-bake.json", "docker-bake");
    assert.deepEqual(other.links[0]?.target, { by: "path", paths: ["web/Dockerfile"] });
  });

  describe("survives", () => {
    for (const [name, text] of Object.entries(hostileTexts(SAMPLE))) {
      it(name, function () {
        this.timeout(40_000);
        for (const kind of docker.kinds) survives(docker, { path: "Dockerfile", kind, text }, 9000);
      });
    }
    it("the largest file that is read", function () {
      this.timeout(40_000);
      const text = `FROM node:22\n${"RUN apt-get update && echo $A | grep b \\\n  # c\n  && curl x | sh\n".repeat(7_000)}`;
      survives(docker, { path: "Dockerfile", kind: "dockerfile", text }, 15_000);
    });
  });
});
