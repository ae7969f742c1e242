/**
 * Majors that the service behind them turns away: the first that still works.
 * https://github.blog/changelog/2024-04-16-deprecation-notice-v3-of-the-artifact-actions/
 * https://github.blog/changelog/2024-12-05-notice-of-upcoming-releases-and-breaking-changes-for-github-actions/
 */
export const REJECTED_BELOW: Readonly<Record<string, number>> = {
  "actions/upload-artifact": 4,
  "actions/download-artifact": 4,
  "actions/cache": 3,
  "actions/cache/restore": 3,
  "actions/cache/save": 3,
  "actions/upload-pages-artifact": 3,
  "actions/deploy-pages": 4,
};

/**
 * Majors made for Node.js 12 or 16, which runners no longer have: the first that is newer.
 * https://github.blog/changelog/2023-09-22-github-actions-transitioning-from-node-16-to-node-20/
 */
export const OUTDATED_BELOW: Readonly<Record<string, number>> = {
  "actions/checkout": 4,
  "actions/setup-node": 4,
  "actions/setup-python": 5,
  "actions/setup-java": 4,
  "actions/setup-go": 5,
  "actions/setup-dotnet": 4,
  "actions/github-script": 7,
  "actions/labeler": 5,
  "actions/stale": 9,
  "github/codeql-action": 3,
  "docker/build-push-action": 5,
  "docker/login-action": 3,
  "docker/setup-buildx-action": 3,
  "docker/setup-qemu-action": 3,
  "docker/metadata-action": 5,
  "aws-actions/configure-aws-credentials": 4,
  "aws-actions/amazon-ecr-login": 2,
  "azure/login": 2,
  "google-github-actions/auth": 2,
  "google-github-actions/setup-gcloud": 2,
  "hashicorp/setup-terraform": 3,
  "codecov/codecov-action": 4,
  "softprops/action-gh-release": 2,
};

/** Archived repositories of actions that are still met in workflows, with what took their place. */
export const ARCHIVED: Readonly<Record<string, string>> = {
  "actions/create-release": "softprops/action-gh-release or `gh release create`",
  "actions/upload-release-asset": "softprops/action-gh-release or `gh release upload`",
  "actions/setup-ruby": "ruby/setup-ruby",
  "actions/setup-elixir": "erlef/setup-beam",
  "actions/setup-haskell": "haskell-actions/setup",
  "actions/heroku": "the Heroku command line",
  "actions-rs/audit-check": "rustsec/audit-check",
  "actions-rs/cargo": "`cargo` in a `run` step",
  "actions-rs/clippy-check": "`cargo clippy` in a `run` step",
  "actions-rs/toolchain": "dtolnay/rust-toolchain",
  "actions-rs/tarpaulin": "`cargo tarpaulin` in a `run` step",
  "actions-rs/grcov": "`grcov` in a `run` step",
  "actions-rs/install": "taiki-e/install-action",
  "azure/container-scan": "aquasecurity/trivy-action",
  "azure/k8s-actions": "azure/k8s-deploy",
  "cirrus-actions/rebase": "GitHub's own “Update branch”",
  "cedrickring/golang-action": "actions/setup-go",
  "dtolnay/install": "taiki-e/install-action",
  "gradle/gradle-build-action": "gradle/actions/setup-gradle",
  "gradle/wrapper-validation-action": "gradle/actions/wrapper-validation",
  "google-github-actions/release-please-action": "googleapis/release-please-action",
  "hashicorp/terraform-github-actions": "hashicorp/setup-terraform",
  "repo-sync/pull-request": "peter-evans/create-pull-request",
  "sonarsource/sonarcloud-github-action": "SonarSource/sonarqube-scan-action",
  "tibdex/github-app-token": "actions/create-github-app-token",
  "whelk-io/maven-settings-xml-action": "actions/setup-java",
};

/**
 * Versions with a published advisory: affected from `from` (inclusive) up to `fixed` (exclusive).
 * https://github.com/advisories?query=ecosystem%3Aactions
 */
export const VULNERABLE: Readonly<
  Record<
    string,
    readonly { from?: readonly number[]; fixed: readonly number[]; advisory: string; what: string }[]
  >
> = {
  "tj-actions/changed-files": [
    {
      fixed: [46, 0, 1],
      advisory: "CVE-2025-30066",
      what: "its tags were moved to code that printed secrets into logs",
    },
  ],
  "tj-actions/branch-names": [
    { fixed: [7, 0, 7], advisory: "CVE-2023-49291", what: "a branch name can run commands" },
  ],
  "tj-actions/verify-changed-files": [
    { fixed: [17], advisory: "CVE-2023-52137", what: "a file name can run commands" },
  ],
  "actions/download-artifact": [
    {
      from: [4],
      fixed: [4, 1, 3],
      advisory: "CVE-2024-42471",
      what: "an artifact can write outside its folder",
    },
  ],
  "dawidd6/action-download-artifact": [
    { fixed: [6], advisory: "GHSA-5xr6-xhww-33m4", what: "it can pick an artifact that a fork made" },
  ],
  "rlespinasse/github-slug-action": [
    { from: [4], fixed: [4, 4, 1], advisory: "CVE-2023-27581", what: "a branch name can run commands" },
  ],
  "gradle/gradle-build-action": [
    { fixed: [2, 4, 2], advisory: "CVE-2023-30853", what: "secrets can end up in the cache" },
  ],
  "atlassian/gajira-create": [
    { fixed: [2, 0, 1], advisory: "CVE-2020-14188", what: "an issue title can run commands" },
  ],
  "atlassian/gajira-comment": [
    { fixed: [2, 0, 2], advisory: "CVE-2020-14189", what: "a comment can run commands" },
  ],
  "hashicorp/vault-action": [
    { fixed: [2, 2, 0], advisory: "CVE-2021-32074", what: "multi-line secrets are not masked" },
  ],
  "azure/setup-kubectl": [
    { fixed: [3], advisory: "CVE-2023-23939", what: "the program is writable for everyone" },
  ],
  "lycheeverse/lychee-action": [
    { fixed: [2, 0, 2], advisory: "CVE-2024-48908", what: "an input can run commands" },
  ],
  "sonarsource/sonarqube-scan-action": [
    { from: [4], fixed: [5, 3, 1], advisory: "CVE-2025-58178", what: "an input can run commands" },
  ],
  "check-spelling/check-spelling": [
    { fixed: [0, 0, 19], advisory: "CVE-2021-32724", what: "a pull request can read the token" },
  ],
};

/** Owners and their most used actions, for spotting names that differ from them by one slip. */
export const WELL_KNOWN_OWNERS = [
  "actions",
  "docker",
  "azure",
  "aws-actions",
  "hashicorp",
  "google-github-actions",
];

export const WELL_KNOWN_ACTIONS: ReadonlySet<string> = new Set([
  "checkout",
  "setup-node",
  "setup-python",
  "setup-java",
  "setup-go",
  "setup-dotnet",
  "cache",
  "upload-artifact",
  "download-artifact",
  "github-script",
  "labeler",
  "stale",
  "login-action",
  "build-push-action",
  "setup-buildx-action",
  "setup-qemu-action",
  "metadata-action",
  "configure-aws-credentials",
  "amazon-ecr-login",
  "setup-terraform",
  "setup-gcloud",
  "auth",
  "login",
  "configure-pages",
  "deploy-pages",
]);
