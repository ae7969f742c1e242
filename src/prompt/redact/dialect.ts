/** How values are written in a text: decides where a value ends and whether a bare word can be a value. */
export type Syntax =
  | "yaml"
  | "json"
  | "env"
  | "ini"
  | "hcl"
  | "dockerfile"
  | "shell"
  | "xml"
  | "sql"
  | "csv"
  | "code"
  | "prose";

export interface Dialect {
  syntax: Syntax;
  /** A Kubernetes manifest, where `secret: x` and the like name other objects. */
  kubernetes: boolean;
  /** Lock files, checksums, pictures: random strings are the rule, so only known token shapes count. */
  noise: boolean;
  /** Texts of a user interface: `password: Your password`. */
  labels: boolean;
  /** File name in lower case. */
  name: string;
}

const BY_ENDING: Record<string, Syntax> = {};
const ENDINGS: Record<Syntax, string> = {
  yaml: "yml yaml sls eyaml",
  json: "json jsonc json5 tfstate tfplan ipynb webmanifest har avsc geojson dockercfg dockerconfigjson",
  env: "env envrc",
  ini:
    "ini cfg conf cnf cf properties toml npmrc pypirc boto s3cfg credentials service socket gitconfig" +
    " editorconfig netrc pgpass htpasswd yarnrc repo inventory",
  hcl: "tf tfvars hcl nomad tofu tfbackend pkrvars",
  dockerfile: "dockerfile containerfile",
  shell:
    "sh bash zsh ksh fish ps1 psm1 psd1 bat cmd mk bashrc zshrc profile bash_profile bash_history zsh_history",
  xml: "xml csproj fsproj vbproj props targets plist xsd wsdl html htm svg xhtml jsp nuspec resx pom xaml jelly",
  sql: "sql ddl dml psql",
  csv: "csv tsv",
  code:
    "go ts tsx mts cts js jsx mjs cjs java kt kts scala groovy gradle py pyi rb php cs fs vb rs c h cc cpp hpp" +
    " swift dart ex exs erl lua pl pm r jl clj elm hs proto cue jsonnet libsonnet bicep rego css scss less graphql" +
    " vue svelte dhall star bzl sbt cshtml razor erb heex eex twig ejs hbs pug tcl m mm zig nim nix sentinel" +
    " sol bal pkl feature tap",
  prose: "md mdx markdown rst adoc txt text log out diff patch",
};
for (const [syntax, endings] of Object.entries(ENDINGS)) {
  for (const ending of endings.split(" ")) {
    BY_ENDING[ending] = syntax as Syntax;
  }
}

const BY_NAME: readonly [RegExp, Syntax][] = [
  [/^(?:.{0,60}[.-])?(?:dockerfile|containerfile)(?:[.-].{0,60})?$/, "dockerfile"],
  [
    /^\.env(?:[.-].{0,60})?$|\.env(?:\.[\w-]{1,40})?$|^env\.(?:local|dev|prod|test|staging|example|sample|\w{1,20}\.env)$|^\.flaskenv$|^env$/,
    "env",
  ],
  [
    /^(?:gnu)?makefile(?:\..{0,40})?$|^justfile$|^procfile$|^\.?(?:bash|zsh)rc$|^\.profile$|_history$/,
    "shell",
  ],
  [
    /^(?:jenkinsfile|vagrantfile|rakefile|gemfile|podfile|fastfile|berksfile|tiltfile|sconstruct)(?:\..{0,40})?$/,
    "code",
  ],
  [
    /^\.?(?:npmrc|pypirc|netrc|_netrc|pgpass|my\.cnf|s3cfg|boto|htpasswd|gitconfig|curlrc|wgetrc|terraformrc)$/,
    "ini",
  ],
  [/^\.(?:dockercfg|dockerconfigjson|babelrc|eslintrc|prettierrc)$/, "json"],
  [
    /^(?:readme|license|licence|copying|changelog|authors|notice|contributing|codeowners)(?:\..{0,20})?$/,
    "prose",
  ],
  [/^(?:credentials|hosts|inventory|\.git-credentials|shadow|passwd|htpasswd|sssd\.conf)$/, "ini"],
  [/^kubeconfig(?:[.-].{0,40})?$/, "yaml"],
];

/** Endings that say nothing about the syntax: the ending before them does. */
const TRANSPARENT =
  /\.(?:tpl|tmpl|gotmpl|gohtml|j2|jinja2?|golden|example|sample|dist|template|templ|in|bak|backup|orig|old|new|local|default|tftpl|tmp|erb|dec|decrypted|plain|save|swp|prod|dev|staging|production|development|test|ci)$/;

const NOISE =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|.{0,60}\.lock(?:\.hcl|b|file)?|go\.(?:sum|work\.sum)|pipfile\.lock|.{0,60}\.(?:svg|map|min\.js|min\.css|sum|sha\d{1,3}|md5|asc|sig|snap|pem\.pub|pub|crt|cer)|checksums?(?:\.txt)?|sha\d{1,3}sums?(?:\.txt)?|gradle\.lockfile|\.?yarn-integrity)$/;

const LABELS =
  /(?:^|\/)(?:i18n|locales?|lang|langs|languages|translations?|l10n)\/|(?:^|\/)messages(?:_[a-z]{2})?[^/]{0,10}\.properties$/i;

/** What a path and the first lines of a text say about its form. Path "" is free text. */
export function dialectOf(path: string, text: string): Dialect {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase();
  const syntax = path === "" ? "prose" : (syntaxOfName(name, path) ?? sniff(text));
  return {
    syntax,
    kubernetes: (syntax === "yaml" || syntax === "json") && isKubernetes(text),
    noise: NOISE.test(name),
    labels: LABELS.test(path),
    name,
  };
}

function syntaxOfName(name: string, path: string): Syntax | null {
  let rest = name;
  for (let round = 0; round < 4; round++) {
    for (const [pattern, syntax] of BY_NAME) {
      if (pattern.test(rest)) {
        return syntax;
      }
    }
    const dot = rest.lastIndexOf(".");
    const ending = rest.slice(dot + 1);
    const syntax = Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : undefined;
    if (dot >= 0 && syntax && !(TRANSPARENT.test(rest) && rest.indexOf(".") < dot)) {
      return syntax;
    }
    const stripped = rest.replace(TRANSPARENT, "");
    if (stripped === rest || stripped === "") {
      break;
    }
    rest = stripped;
  }
  if (/(?:^|\/)\.kube\/config$/.test(path)) {
    return "yaml";
  }
  return /(?:^|\/)(?:group_vars|host_vars)\//.test(path) ? "yaml" : null;
}

const HEAD = 4000;

function isKubernetes(text: string): boolean {
  return (
    /(?:^|[\s{,])"?apiVersion"?\s{0,3}:/.test(text.slice(0, HEAD * 5)) &&
    /"?kind"?\s{0,3}:/.test(text.slice(0, HEAD * 5))
  );
}

/** Guesses the syntax from the first lines, for names that say nothing. */
function sniff(text: string): Syntax {
  const head = text.slice(0, HEAD).replace(/^\uFEFF/, "");
  const first = head.trimStart();
  if (/^#!.{0,80}(?:sh|bash|zsh|ksh|dash)\b/.test(first)) {
    return "shell";
  }
  if (first.startsWith("#!")) {
    return "code";
  }
  if (/^[{[]\s{0,200}["{[\]}]/.test(first)) {
    return "json";
  }
  if (first.startsWith("<")) {
    return "xml";
  }
  if (/^\[[\w .:"-]{1,80}\]\s{0,20}(?:\n|\r)/.test(first)) {
    return "ini";
  }
  let yaml = 0;
  let env = 0;
  let ini = 0;
  let lines = 0;
  for (const line of head.split("\n", 60)) {
    if (line.trim() === "" || /^\s{0,80}[#;]/.test(line)) {
      continue;
    }
    lines++;
    if (/^---\s{0,9}$|^\s{0,80}(?:- )?["']?[\w./-]{1,80}["']?:(?:\s|$)|^\s{0,80}- /.test(line)) {
      yaml++;
    } else if (/^(?:export )?[A-Za-z_]\w{0,80}=/.test(line)) {
      env++;
    } else if (/^\s{0,20}[\w.-]{1,80}\s{0,20}[=:]/.test(line)) {
      ini++;
    }
  }
  if (yaml > lines * 0.6) {
    return "yaml";
  }
  if (env > lines * 0.6) {
    return "env";
  }
  return ini + env > lines * 0.6 ? "ini" : "prose";
}
