import assert from "node:assert/strict";
import { githubActions } from "../../../../../src/infra/systems/github-actions/index.ts";
import { findings, linesOf, withSteps } from "./support.ts";

const SHA = "11bd71901bbe5b1630ceea73d27597364c9af683";

describe("script-injection", () => {
  const inScript = (expression: string) =>
    linesOf("script-injection", withSteps([`- run: echo "\${{ ${expression} }}"`], "pull_request_target"));

  it("knows the contexts that an outsider writes", () => {
    for (const expression of [
      "github.head_ref",
      "github.event.pull_request.head.ref",
      "github.event.issue.body",
      "github.event['comment'].body",
      "github.event.commits[0].message",
      "github.event.head_commit.author.name",
      "github.event.pages.*.page_name",
      "github.event.workflow_run.head_branch",
      "toJSON(github.event)",
      "format('{0}', github.event.review.body)",
      "github.event_name == 'issues' && github.event.issue.title || 'none'",
      "GitHub.Event.Issue.Title",
    ]) {
      assert.deepEqual(inScript(expression), [8], expression);
    }
  });

  it("leaves alone numbers, hashes, logins and the results of comparisons", () => {
    for (const expression of [
      "github.event.issue.number",
      "github.event.pull_request.head.sha",
      "github.event.pull_request.user.login",
      "github.event.pull_request.head.repo.full_name",
      "github.event.workflow_run.id",
      "github.ref_name",
      "github.sha",
      "github.event.issue",
      "contains(github.event.issue.title, 'x')",
      "github.head_ref == 'main'",
      "github.head_ref && 'branch'",
      "hashFiles(github.head_ref)",
    ]) {
      assert.deepEqual(inScript(expression), [], expression);
    }
  });

  it("leaves alone what a script takes from its environment, but not what it pastes from there", () => {
    const env = ["- env:", "    TITLE: ${{ github.event.issue.title }}"];
    assert.deepEqual(linesOf("script-injection", withSteps([...env, '  run: echo "$TITLE"'])), []);
    const hits = findings(withSteps([...env, "  run: echo ${{ env.TITLE }}"])).filter(({ id }) =>
      id.endsWith("/script-injection"),
    );
    assert.deepEqual(
      hits.map(({ range }) => range.startLine),
      [10],
    );
    assert.match(hits[0]?.message ?? "", /env\.TITLE.*github\.event\.issue\.title/);
  });

  it("follows outputs of jobs and of actions that list changed files", () => {
    const text = [
      "on: pull_request",
      "jobs:",
      "  a:",
      "    runs-on: ubuntu-24.04",
      "    outputs: { branch: '${{ github.head_ref }}' }",
      "    steps:",
      "      - id: changed",
      `        uses: tj-actions/changed-files@${SHA}`,
      "      - run: lint ${{ steps.changed.outputs.all_changed_files }}",
      "      - run: echo ${{ steps.changed.outputs.any_changed }}",
      "  b:",
      "    needs: a",
      "    runs-on: ubuntu-24.04",
      "    steps:",
      "      - run: echo ${{ needs.a.outputs.branch }}",
      "",
    ].join("\n");
    assert.deepEqual(linesOf("script-injection", text), [9, 15]);
  });

  it("knows inputs of actions that are code, and those that are not", () => {
    const script = [
      "- uses: actions/github-script@v7",
      "  with:",
      "    script: |",
      "      core.info('a')",
      "      core.info(`${{ github.head_ref }}`)",
    ];
    assert.deepEqual(linesOf("script-injection", withSteps(script)), [12]);
    const message = ["- uses: acme/comment@v1", "  with:", "    message: ${{ github.head_ref }}"];
    assert.deepEqual(linesOf("script-injection", withSteps(message)), []);
  });

  it("marks just the expression, whatever the style of the text", () => {
    for (const [run, line, column] of [
      ['- run: "echo \\"${{ github.head_ref }}\\""', 8, 26],
      ["- run: 'echo ''${{ github.head_ref }}'''", 8, 26],
      ["- run: >\n          echo\n\n          ${{ github.head_ref }}", 11, 15],
      ["- run: |-\r\n          echo \r\n          ${{ github.head_ref }}", 10, 15],
    ] as const) {
      const [hit] = findings(withSteps([run])).filter(({ id }) => id.endsWith("/script-injection"));
      assert.equal(hit?.range.startLine, line, run);
      assert.equal(hit?.range.startColumn, column, run);
      assert.equal(hit?.range.endColumn, column + "github.head_ref".length, run);
    }
  });

  it("offers no fix where a variable would not be expanded", () => {
    for (const run of [
      "- run: echo '${{ github.head_ref }}'",
      "- run: |\n          cat <<EOF\n          ${{ github.head_ref }}\n          EOF",
      "- { run: 'echo ${{ github.head_ref }}' }",
    ]) {
      const [hit] = findings(withSteps([run])).filter(({ id }) => id.endsWith("/script-injection"));
      assert.ok(hit && hit.fix === undefined, run);
    }
    const python = withSteps(["- run: print(${{ github.head_ref }})", "  shell: python"]);
    assert.ok(
      findings(python).every(({ id, fix }) => !id.endsWith("/script-injection") || fix === undefined),
    );
  });
});

describe("untrusted-checkout", () => {
  const checkout = (on: string, ref: string, extra: string[] = [], last = "- run: npm ci") =>
    linesOf(
      "untrusted-checkout",
      withSteps([`- uses: actions/checkout@${SHA}`, "  with:", `    ${ref}`, last], on, extra),
    );
  const HEAD = "ref: ${{ github.event.pull_request.head.sha }}";

  it("needs an event with secrets, the outsider's commit, and something that runs", () => {
    assert.deepEqual(checkout("pull_request_target", HEAD), [10]);
    assert.deepEqual(checkout("workflow_run", "ref: ${{ github.event.workflow_run.head_sha }}"), [10]);
    assert.deepEqual(checkout("issue_comment", "ref: refs/pull/${{ github.event.issue.number }}/head"), [10]);
    assert.deepEqual(
      checkout("pull_request_target", "repository: ${{ github.event.pull_request.head.repo.full_name }}"),
      [10],
    );
    assert.deepEqual(checkout("pull_request", HEAD), []);
    assert.deepEqual(checkout("pull_request_target", "ref: main"), []);
    assert.deepEqual(checkout("pull_request_target", "ref: ${{ github.base_ref }}"), []);
    assert.deepEqual(checkout("pull_request_target", HEAD, [], "- uses: actions/labeler@v5"), []);
    assert.deepEqual(
      checkout("pull_request_target", HEAD, [], "- run: gh pr comment --body-file README.md"),
      [],
    );
  });

  it("sees checkouts by git and gh", () => {
    const byGh = withSteps(["- run: |", '    gh pr checkout "$NUMBER"', "    make"], "issue_comment");
    assert.deepEqual(linesOf("untrusted-checkout", byGh), []);
    const two = withSteps(["- run: gh pr checkout $NUMBER", "- run: make"], "issue_comment");
    assert.deepEqual(linesOf("untrusted-checkout", two), [8]);
    const fetch = withSteps(
      ["- run: git fetch origin pull/$NUMBER/head:pr", "- run: make"],
      "pull_request_target",
    );
    assert.deepEqual(linesOf("untrusted-checkout", fetch), [8]);
  });

  it("accepts conditions that keep forks out", () => {
    for (const condition of [
      "if: github.event.pull_request.head.repo.full_name == github.repository",
      "if: ${{ !github.event.pull_request.head.repo.fork }}",
      "if: github.event.pull_request.author_association == 'MEMBER'",
      "if: github.event.pull_request.merged == true",
    ]) {
      assert.deepEqual(checkout("pull_request_target", HEAD, [condition]), [], condition);
    }
    const weak = "if: github.event.action == 'labeled' || !github.event.pull_request.head.repo.fork";
    assert.deepEqual(checkout("pull_request_target", HEAD, [weak]), [11]);
  });
});

describe("pins", () => {
  const uses = (check: string, text: string) => linesOf(check, withSteps([`- uses: ${text}`]));

  it("grades by who publishes and by what is named", () => {
    for (const text of [
      "acme/tool@v1",
      "acme/tool/sub@main",
      "acme/tool@1a2b3c4",
      "actions/checkout@main",
      "github/codeql-action/init@master",
    ]) {
      assert.deepEqual(uses("unpinned-action", text), [8], text);
    }
    for (const text of [
      `acme/tool@${SHA}`,
      "./local",
      "docker://alpine@sha256:abc",
      "actions/checkout@v5",
      "$/local",
      "acme/tool@${{ inputs.ref }}",
    ]) {
      assert.deepEqual(uses("unpinned-action", text), [], text);
    }
    assert.deepEqual(uses("unpinned-official-action", "actions/checkout@v5"), [8]);
    assert.deepEqual(uses("unpinned-official-action", `actions/checkout@${SHA}`), []);
  });

  it("looks at reusable workflows too", () => {
    const text =
      "on: push\njobs:\n  a:\n    uses: acme/ci/.github/workflows/a.yml@v1\n  b:\n    uses: ./.github/workflows/b.yml\n";
    assert.deepEqual(linesOf("unpinned-action", text), [4]);
  });

  it("reads versions from tags and from the comment behind a hash", () => {
    assert.deepEqual(uses("rejected-action-version", "actions/upload-artifact@v3.1.0"), [8]);
    assert.deepEqual(uses("rejected-action-version", `actions/upload-artifact@${SHA} # v3.2.1`), [8]);
    assert.deepEqual(uses("rejected-action-version", `actions/upload-artifact@${SHA} # v4.6.0`), []);
    assert.deepEqual(uses("rejected-action-version", `actions/upload-artifact@${SHA}`), []);
    assert.deepEqual(uses("vulnerable-action", "tj-actions/changed-files@v46"), []);
    assert.deepEqual(uses("vulnerable-action", "tj-actions/changed-files@v45.0.7"), [8]);
  });

  it("takes a slip for a slip only where the action's name fits", () => {
    assert.deepEqual(uses("misspelt-action-owner", "actoins/checkout@v5"), [8]);
    assert.deepEqual(uses("misspelt-action-owner", "action/my-own-thing@v5"), []);
    assert.deepEqual(uses("misspelt-action-owner", "acme/checkout@v5"), []);
  });
});

describe("permissions", () => {
  const workflow = (top: string[], jobs: string[]) =>
    ["name: CI", "on: push", ...top, "jobs:", ...jobs, ""].join("\n");
  const job = (id: string, ...lines: string[]) => [
    `  ${id}:`,
    "    runs-on: ubuntu-24.04",
    ...lines.map((line) => `    ${line}`),
    "    steps: [{ run: make }]",
  ];

  it("are missing only where neither the workflow nor the job says anything", () => {
    assert.deepEqual(linesOf("missing-permissions", workflow([], [...job("a"), ...job("b")])), [1]);
    assert.deepEqual(
      linesOf("missing-permissions", workflow([], [...job("a", "permissions: {}"), ...job("b")])),
      [8],
    );
    assert.deepEqual(linesOf("missing-permissions", workflow(["permissions: {}"], job("a"))), []);
    assert.deepEqual(linesOf("missing-permissions", workflow([], job("a", "permissions: read-all"))), []);
  });

  it("of a workflow that is only called come from its caller", () => {
    const called = "on: workflow_call\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps: [{ run: make }]\n";
    assert.deepEqual(linesOf("missing-permissions", called), []);
  });

  it("to write belong to the job that needs them", () => {
    const top = ["permissions:", "  contents: write"];
    assert.deepEqual(
      linesOf("workflow-wide-write-permission", workflow(top, [...job("a"), ...job("b")])),
      [4],
    );
    assert.deepEqual(linesOf("workflow-wide-write-permission", workflow(top, job("a"))), []);
  });
});

describe("secrets", () => {
  it("never reach a message", () => {
    const text = [
      "on: push",
      "env:",
      `  KEY: AKIA${"Q".repeat(16)}`,
      "jobs:",
      "  a:",
      "    runs-on: ubuntu-24.04",
      "    container: { image: a, credentials: { username: u, password: hunter2hunter2 } }",
      "    steps:",
      "      - run: |",
      "          make",
      `          export TOKEN=ghp_${"a1".repeat(18)}`,
      "",
    ].join("\n");
    const hits = findings(text);
    assert.deepEqual(
      linesOf("plaintext-secret", text).sort((a, b) => a - b),
      [3, 11],
    );
    assert.deepEqual(linesOf("plaintext-registry-password", text), [7]);
    for (const { message } of hits) assert.ok(!/hunter2|AKIA|ghp_/.test(message), message);
  });

  it("may be compared in a script, and handed over one by one", () => {
    assert.deepEqual(linesOf("secret-in-script", withSteps(["- run: echo ${{ secrets.TOKEN != '' }}"])), []);
    assert.deepEqual(
      linesOf("all-secrets-handed-over", withSteps(["- run: a", "  env: { A: '${{ toJSON(secrets.A) }}' }"])),
      [],
    );
    assert.deepEqual(
      linesOf("all-secrets-handed-over", withSteps(["- run: a", "  env: { A: '${{ secrets[matrix.a] }}' }"])),
      [9],
    );
  });
});

describe("deployments", () => {
  it("of clusters that live as long as the job are no deployments", () => {
    const kind = ["- uses: helm/kind-action@v1", "- run: kubectl apply -f k8s/"];
    assert.deepEqual(linesOf("deploy-without-concurrency", withSteps(kind)), []);
    assert.deepEqual(linesOf("deploy-without-concurrency", withSteps(kind.slice(1))), [4]);
    assert.deepEqual(
      linesOf("deploy-without-concurrency", withSteps(["- run: kubectl apply --dry-run=client -f k8s/"])),
      [],
    );
    assert.deepEqual(linesOf("deploy-without-concurrency", withSteps(["- run: docker compose up -d"])), []);
    assert.deepEqual(
      linesOf("deploy-without-concurrency", withSteps(kind.slice(1), "workflow_dispatch")),
      [],
    );
  });

  it("on pull requests may be guarded", () => {
    const apply = ["- run: terraform apply -auto-approve"];
    assert.deepEqual(linesOf("apply-on-pull-request", withSteps(apply, "pull_request")), [8]);
    assert.deepEqual(
      linesOf(
        "apply-on-pull-request",
        withSteps([...apply, "  if: github.ref == 'refs/heads/main'"], "pull_request"),
      ),
      [],
    );
    assert.deepEqual(linesOf("apply-on-pull-request", withSteps(apply, "push")), []);
  });
});

describe("scripts", () => {
  it("hide failures in a pipe only without pipefail", () => {
    assert.deepEqual(linesOf("pipe-hides-failure", withSteps(["- run: make test | tee log"])), [8]);
    for (const steps of [
      ["- run: make test | tee log", "  shell: bash"],
      ["- run: |", "    set -eo pipefail", "    make test | tee log"],
      ["- run: echo done | tee log"],
      ["- run: kubectl get pods | tee log"],
    ]) {
      assert.deepEqual(linesOf("pipe-hides-failure", withSteps(steps)), [], steps.join());
    }
    const byDefault = withSteps(["- run: make test | tee log"], "push", [
      "defaults: { run: { shell: bash } }",
    ]);
    assert.deepEqual(linesOf("pipe-hides-failure", byDefault), []);
  });

  it("run downloads unread through pipes and substitutions, and read others as data", () => {
    for (const run of [
      "curl -s https://a.example.com/i.sh | sudo bash -s -- -b /usr/local/bin",
      "bash <(curl -s https://a.example.com/i.sh)",
    ]) {
      assert.deepEqual(linesOf("download-piped-to-shell", withSteps([`- run: ${run}`])), [8], run);
    }
    for (const run of [
      "curl -s https://a.example.com/v.json | jq .",
      "curl -s https://a.example.com/v.json | python3 -c 'import json'",
      "V=$(curl -s https://a.example.com/v)",
    ]) {
      assert.deepEqual(linesOf("download-piped-to-shell", withSteps([`- run: ${run}`])), [], run);
    }
  });
});

describe("expressions", () => {
  it("see the contexts that their key allows", () => {
    const steps = withSteps([
      "- run: make ${{ secrets.A }} ${{ runner.os }} ${{ needs }}",
      "  if: steps.a.outcome == 'success'",
      "- id: a",
      "  run: b",
    ]);
    assert.deepEqual(linesOf("context-not-available", steps), []);
    assert.deepEqual(
      linesOf("context-not-available", withSteps(["- run: make"], "push", ["name: ${{ env.A }}"])),
      [7],
    );
    assert.deepEqual(linesOf("context-not-available", withSteps(["- run: make ${{ foo.bar }}"])), [8]);
    const action =
      "name: a\nruns:\n  using: composite\n  steps:\n    - run: echo ${{ secrets.A }} ${{ inputs.a }}\n      shell: bash\n";
    assert.deepEqual(linesOf("context-not-available", action, "action.yml"), [5]);
  });

  it("find steps, needs, inputs and matrix keys without regard to case", () => {
    const text = [
      "on: { workflow_dispatch: { inputs: { Target: { type: string } } } }",
      "jobs:",
      "  Build:",
      "    runs-on: ubuntu-24.04",
      "    strategy: { matrix: { OS: [a], include: [{ extra: 1 }] } }",
      "    outputs: { Tag: a }",
      "    steps:",
      "      - id: Meta",
      "        run: a ${{ inputs.target }} ${{ matrix.os }} ${{ matrix.extra }} ${{ steps.meta.outputs.x }}",
      "  deploy:",
      "    needs: build",
      "    runs-on: ubuntu-24.04",
      "    steps: [{ run: 'a ${{ needs.build.outputs.tag }}' }]",
      "",
    ].join("\n");
    assert.deepEqual(linesOf("undefined-reference", text), []);
    assert.deepEqual(linesOf("unknown-need", text), []);
  });

  it("may name anything of a computed matrix", () => {
    const computed = ["strategy: { matrix: '${{ fromJSON(vars.MATRIX) }}' }"];
    assert.deepEqual(
      linesOf("undefined-reference", withSteps(["- run: a ${{ matrix.x }}"], "push", computed)),
      [],
    );
  });
});

describe("a sound workflow", () => {
  it("has no findings", () => {
    const text = [
      "name: CI",
      "on:",
      "  push: { branches: [main] }",
      "  pull_request:",
      "permissions:",
      "  contents: read",
      "concurrency:",
      "  group: ${{ github.workflow }}-${{ github.ref }}",
      "  cancel-in-progress: ${{ github.event_name == 'pull_request' }}",
      "jobs:",
      "  test:",
      "    runs-on: ubuntu-24.04",
      "    timeout-minutes: 15",
      "    strategy:",
      "      matrix:",
      "        node: [20, 22]",
      "    steps:",
      `      - uses: actions/checkout@${SHA} # v4.2.2`,
      "        with: { persist-credentials: false }",
      `      - uses: actions/setup-node@${SHA} # v4.2.0`,
      "        with:",
      "          node-version: ${{ matrix.node }}",
      "          cache: npm",
      "      - run: npm ci",
      "      - run: npm test -- --reporter ${{ github.event_name == 'push' && 'junit' || 'dot' }}",
      "        env:",
      "          TITLE: ${{ github.event.pull_request.title }}",
      "",
    ].join("\n");
    assert.deepEqual(findings(text), []);
  });

  it("keeps its findings apart from broken YAML", () => {
    const { problems } = githubActions.parse({
      path: ".github/workflows/a.yml",
      kind: "github-workflow",
      text: "on: push\n\tjobs: {}\n",
    });
    assert.ok(problems.length > 0);
  });
});
