import type { Example } from "../../system.ts";

function example(lines: number[], bad: string[], good: string[], path = "Dockerfile"): Example {
  return { path, bad: { text: `${bad.join("\n")}\n`, lines }, good: `${good.join("\n")}\n` };
}

/** A bad and a good file for every check of the Docker system. */
export const examples: Readonly<Record<string, Example>> = {
  "docker/secret-in-variable": example(
    [2, 3],
    ["FROM alpine:3.22", "ARG NPM_TOKEN", "ENV PORT=8080 DB_PASSWORD=s3cr3t-value"],
    [
      "FROM alpine:3.22",
      "ENV PORT=8080 DB_PASSWORD_FILE=/run/secrets/db",
      "RUN --mount=type=secret,id=npm npm-login /run/secrets/npm",
    ],
  ),
  "docker/secret-file-copied": example(
    [3],
    ["FROM node:22", "WORKDIR /app", "COPY package.json .npmrc ./", "RUN npm ci"],
    [
      "FROM node:22",
      "WORKDIR /app",
      "COPY package.json .npmrc.example ./",
      "RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci",
    ],
  ),
  "docker/secret-in-command": example(
    [2],
    [
      "FROM alpine:3.22",
      "RUN wget --header 'Authorization: Bearer k3Jd93kdLs02mQ' -O /tool https://downloads.example.com/tool",
    ],
    [
      "FROM alpine:3.22",
      'RUN --mount=type=secret,id=token wget --header "Authorization: Bearer $(cat /run/secrets/token)" -O /tool https://downloads.example.com/tool',
    ],
  ),
  "docker/runs-as-root": example(
    [4],
    [
      "FROM golang:1.25 AS build",
      "RUN go build -o /api ./cmd/api",
      "",
      "FROM debian:trixie-slim",
      "COPY --from=build /api /api",
      'ENTRYPOINT ["/api"]',
    ],
    [
      "FROM golang:1.25 AS build",
      "RUN go build -o /api ./cmd/api",
      "",
      "FROM debian:trixie-slim",
      "RUN useradd --uid 10001 api",
      "COPY --from=build /api /api",
      "USER 10001",
      'ENTRYPOINT ["/api"]',
    ],
  ),
  "docker/floating-base-image": example(
    [1, 3],
    [
      "FROM node AS build",
      "RUN node --version",
      "FROM nginx:latest",
      "COPY --from=build /site /usr/share/nginx/html",
    ],
    [
      "ARG NODE_VERSION=22.14",
      "FROM node:${NODE_VERSION} AS build",
      "RUN node --version",
      "FROM nginx:1.29",
      "COPY --from=build /site /usr/share/nginx/html",
    ],
  ),
  "docker/download-piped-to-shell": example(
    [2, 3],
    [
      "FROM debian:trixie",
      "RUN curl -fsSL https://get.example.com/install.sh | bash -s -- --yes",
      'RUN sh -c "$(wget -qO- https://get.example.com/setup)"',
    ],
    [
      "FROM debian:trixie",
      "RUN curl -fsSLo install.sh https://get.example.com/v1.4.2/install.sh \\",
      "    && echo '2f3c…  install.sh' | sha256sum -c - \\",
      "    && sh install.sh",
    ],
  ),
  "docker/verification-off": example(
    [2, 3],
    [
      "FROM debian:trixie",
      "ENV NODE_TLS_REJECT_UNAUTHORIZED=0",
      "RUN curl -fsSLk -o /tool https://files.example.com/tool",
    ],
    [
      "FROM debian:trixie",
      "COPY company-ca.crt /usr/local/share/ca-certificates/",
      "RUN update-ca-certificates && curl -fsSL -o /tool https://files.example.com/tool",
    ],
  ),
  "docker/copies-whole-context": example(
    [3],
    ["FROM python:3.13-slim", "WORKDIR /app", "COPY . .", 'CMD ["python", "app.py"]'],
    ["FROM python:3.13-slim", "WORKDIR /app", "COPY app/ ./app/", 'CMD ["python", "-m", "app"]'],
  ),
  "docker/dependencies-after-sources": example(
    [3],
    ["FROM node:22 AS build", "WORKDIR /app", "COPY . .", "RUN npm ci && npm run build"],
    [
      "FROM node:22 AS build",
      "WORKDIR /app",
      "COPY package.json package-lock.json ./",
      "RUN npm ci",
      "COPY . .",
      "RUN npm run build",
    ],
  ),
  "docker/update-without-install": example(
    [2],
    [
      "FROM debian:trixie",
      "RUN apt-get update",
      "RUN apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
    ],
    ["FROM debian:trixie", "RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*"],
  ),
  "docker/package-cache-in-layer": example(
    [2, 3],
    ["FROM alpine:3.22", "RUN apk add curl", "RUN pip install --upgrade awscli", 'CMD ["aws"]'],
    [
      "FROM alpine:3.22",
      "RUN apk add --no-cache curl",
      "RUN --mount=type=cache,target=/root/.cache/pip pip install --upgrade awscli",
      'CMD ["aws"]',
    ],
  ),
  "docker/install-asks-for-confirmation": example(
    [2],
    ["FROM debian:trixie", "RUN apt-get update && apt-get install --no-install-recommends curl"],
    ["FROM debian:trixie", "RUN apt-get update && apt-get install -y --no-install-recommends curl"],
  ),
  "docker/shell-form-process": example(
    [2],
    ["FROM eclipse-temurin:21-jre", "CMD java -jar /app.jar"],
    ["FROM eclipse-temurin:21-jre", 'CMD ["java", "-jar", "/app.jar"]'],
  ),
  "docker/overridden-instruction": example(
    [2],
    ["FROM nginx:1.29", 'CMD ["nginx"]', "EXPOSE 80", 'CMD ["nginx", "-g", "daemon off;"]'],
    ["FROM nginx:1.29", "EXPOSE 80", 'CMD ["nginx", "-g", "daemon off;"]'],
  ),
  "docker/unknown-stage": example(
    [4, 5],
    [
      "FROM golang:1.25 AS builder",
      "RUN go build -o /api .",
      "FROM alpine:3.22 AS run",
      "COPY --from=bulider /api /api",
      "COPY --from=run /etc/api /etc/api",
    ],
    [
      "FROM golang:1.25 AS builder",
      "RUN go build -o /api .",
      "FROM alpine:3.22 AS run",
      "COPY --from=builder /api /api",
      "COPY --from=busybox:1.37 /bin/wget /bin/wget",
    ],
  ),
  "docker/duplicate-stage": example(
    [2],
    ["FROM node:22 AS build", "FROM nginx:1.29 AS build", "COPY --from=build /site /usr/share/nginx/html"],
    ["FROM node:22 AS build", "FROM nginx:1.29 AS serve", "COPY --from=build /site /usr/share/nginx/html"],
  ),
  "docker/copy-destination-is-no-folder": example(
    [3],
    ["FROM node:22", "WORKDIR /srv", "COPY package.json package-lock.json app"],
    ["FROM node:22", "WORKDIR /srv", "COPY package.json package-lock.json app/"],
  ),
  "docker/undeclared-build-argument": example(
    [3, 4],
    [
      "ARG VERSION=1.4",
      "FROM alpine:3.22",
      "RUN wget https://example.com/tool-${VERSION}.tar.gz",
      "ENV PLATFORM=$TARGETARCH",
    ],
    [
      "ARG VERSION=1.4",
      "FROM alpine:3.22",
      "ARG VERSION",
      "ARG TARGETARCH",
      "RUN wget https://example.com/tool-${VERSION}.tar.gz",
      "ENV PLATFORM=$TARGETARCH",
    ],
  ),
  "docker/env-refers-to-itself": example(
    [2],
    ["FROM debian:trixie", "ENV APP_HOME=/opt/app APP_LOGS=$APP_HOME/logs"],
    ["FROM debian:trixie", "ENV APP_HOME=/opt/app", "ENV APP_LOGS=$APP_HOME/logs"],
  ),
  "docker/pipe-hides-failure": example(
    [2],
    ["FROM debian:trixie", "RUN wget -qO- https://example.com/data.txt | wc -l > /count"],
    [
      "FROM debian:trixie",
      'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
      "RUN wget -qO- https://example.com/data.txt | wc -l > /count",
    ],
  ),
  "docker/ships-build-tools": example(
    [1],
    ["FROM golang:1.25", "COPY cmd ./cmd", "RUN go build -o /api ./cmd/api", 'ENTRYPOINT ["/api"]'],
    [
      "FROM golang:1.25 AS build",
      "COPY cmd ./cmd",
      "RUN go build -o /api ./cmd/api",
      "FROM gcr.io/distroless/static:nonroot",
      "COPY --from=build /api /api",
      'ENTRYPOINT ["/api"]',
    ],
  ),
  "docker/end-of-life-base-image": example(
    [1],
    ["FROM node:14-alpine", 'CMD ["node", "server.js"]'],
    ["FROM node:24-alpine", 'CMD ["node", "server.js"]'],
  ),
  "docker/password-set-in-build": example(
    [2],
    ["FROM debian:trixie", "RUN useradd dev && echo 'dev:welcome' | chpasswd"],
    ["FROM debian:trixie", "RUN useradd dev"],
  ),
  "docker/sudo": example(
    [3],
    ["FROM debian:trixie", "USER app", "RUN sudo apt-get update"],
    ["FROM debian:trixie", "RUN apt-get update", "USER app"],
  ),
  "docker/world-writable": example(
    [2, 3],
    ["FROM debian:trixie", "RUN chmod -R 777 /srv/app", "COPY --chmod=777 run.sh /run.sh"],
    ["FROM debian:trixie", "RUN chmod -R 750 /srv/app", "COPY --chmod=755 --chown=app run.sh /run.sh"],
  ),
  "docker/add-without-checksum": example(
    [2],
    ["FROM alpine:3.22", "ADD https://example.com/agent-1.2.jar /agent.jar"],
    [
      "FROM alpine:3.22",
      "ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/agent-1.2.jar /agent.jar",
    ],
  ),
  "docker/cd-has-no-effect": example(
    [2],
    ["FROM alpine:3.22", "RUN cd /srv/app", "RUN ./configure"],
    ["FROM alpine:3.22", "WORKDIR /srv/app", "RUN ./configure"],
  ),
  "docker/relative-workdir": example(
    [2],
    ["FROM alpine:3.22", "WORKDIR app", 'CMD ["./run"]'],
    ["FROM alpine:3.22", "WORKDIR /app", 'CMD ["./run"]'],
  ),
  "docker/add-instead-of-copy": example(
    [2],
    ["FROM alpine:3.22", "ADD config.yaml /etc/app/", "ADD rootfs.tar.gz /"],
    ["FROM alpine:3.22", "COPY config.yaml /etc/app/", "ADD rootfs.tar.gz /"],
  ),
  "docker/exposed-port": example(
    [2],
    ["FROM alpine:3.22", "EXPOSE 8080 22"],
    ["FROM alpine:3.22", "EXPOSE 8080 2222"],
  ),
  "docker/distribution-upgrade": example(
    [2],
    ["FROM debian:trixie", "RUN apt-get update && apt-get -y dist-upgrade"],
    ["FROM debian:trixie", "RUN apt-get update && apt-get -y upgrade openssl"],
  ),
  "docker/apt-in-script": example(
    [2],
    ["FROM debian:trixie", "RUN apt install -y curl"],
    ["FROM debian:trixie", "RUN apt-get install -y curl"],
  ),
  "docker/useradd-high-id": example(
    [2],
    ["FROM debian:trixie", "RUN useradd --uid 1000180000 app"],
    ["FROM debian:trixie", "RUN useradd --no-log-init --uid 1000180000 app"],
  ),
  "docker/maintainer": example(
    [2],
    ["FROM alpine:3.22", "MAINTAINER Ada Lovelace <ada@example.com>"],
    ["FROM alpine:3.22", 'LABEL org.opencontainers.image.authors="Ada Lovelace <ada@example.com>"'],
  ),
};
