/**
 * What a name says about its value.
 *
 * - `strong`: any literal is a secret (`password`, `client_secret`, `DB_PASS`).
 * - `weak`: often the name of a secret rather than one (`secret`, `token`, `auth`): the value must look like one.
 * - `hint`: says little (`key`, `hash`): the value must look random.
 */
export type Strength = "strong" | "weak" | "hint";

export interface NameClass {
  kind: string;
  strength: Strength;
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}

const PASSWORD = words(
  "password passwords passwd passwds passw pwd pwds pass passphrase passphrases passcode passwort kennwort senha" +
    " contrasena motdepasse parola wachtwoord pswd pasword psw mnemonic userpassword userpass bindpw rootpw adminpw" +
    " pw upass ppass requirepass masterauth masterpass keypass storepass plaintextpassword cleartextpassword",
);
const SECRET = words("secret secrets");
const TOKEN = words(
  "token tokens authtoken accesstoken bearertoken jwt pat otp totp identitytoken registrytoken",
);
const CREDENTIAL = words("credential credentials cred creds credentialsjson");
const KEY = words("key keys keydata");
const WHOLE_KEY = words(
  "apikey apikeys apitoken secretkey accesskey privatekey authkey masterkey appkey sharedkey signingkey encryptionkey" +
    " presharedkey psk sshkey deploykey licensekey clientsecret appsecret apisecret clientkey sessionkey hmackey" +
    " sas sastoken serverkey accountkey secretstring secretdata secretvalue",
);
/** What in front of "key" makes it a secret. */
const KEY_OF = words(
  "api access secret private signing sign signature encryption encrypt encrypted crypto cipher aes des hmac jwt" +
    " master auth authentication account shared storage session sessions cookie client service license licence" +
    " subscription webhook deploy deployment ssh rsa ecdsa tls ssl pgp gpg function functions ingest ingestion" +
    " integration app application write admin root unseal recovery seal gossip psk preshared wg wireguard server" +
    " user developer dev rest sdk bot org project routing license registration security hash verification validation" +
    " password secrets backup data customer host sas aad ad erlang vapid recaptcha captcha turnstile kms fernet token" +
    " stripe sendgrid mailgun twilio google maps gcp aws azure openai anthropic datadog dd newrelic pagerduty" +
    " opsgenie algolia rollbar sentry bugsnag segment mixpanel amplitude launchdarkly cloudflare fastly digitalocean" +
    " heroku github gitlab slack telegram discord paypal square braintree mailchimp mandrill postmark sparkpost" +
    " honeycomb lightstep logdna splunk sumo loggly papertrail snyk sonar codecov coveralls circleci travis pulumi" +
    " doppler vault consul nomad grafana influx elastic elasticsearch mongodb redis rabbitmq kafka confluent weather" +
    " minio s3 spaces b2 wasabi backblaze nuget npm pypi rubygems docker gemini cohere mistral groq hf huggingface" +
    " replicate langchain langsmith pinecone weaviate qdrant tavily serper steam tmdb trakt plex radarr sonarr lidarr",
);
/** Names whose own last word makes a secret of what it qualifies: `webhook_url` and the like. */
const SAFE_LAST = words(
  "name names file files filename filenames path paths dir dirs directory folder ref refs reference references arn arns id" +
    " ids uid uri url urls endpoint endpoints host hosts hostname port type types kind length len size min max" +
    " count policy policies rotation rotate expiry expire expires expiration expired ttl age timeout duration lifetime" +
    " interval period enabled enable disabled disable required optional mode method methods algorithm alg algo format" +
    " version versions provider providers store stores storage manager class engine backend backends field fields" +
    " column header headers prefix suffix label labels annotation annotations selector template templates pattern regex" +
    " regexp rule rules source sources scope scopes issuer audience usage bits strength strategy generator generation" +
    " reviewer reviewers exchange exchanger validator validation verifier checker handler service services server" +
    " client clients role roles group groups location region zone namespace mount mounts volume volumes driver plugin" +
    " settings setting config configuration configs options option opts params param parameters parameter args arg" +
    " attribute attributes property properties schema model input inputs output outputs result results response" +
    " request requests error errors message messages event events status state states exists missing invalid" +
    " description desc title text placeholder hint help tooltip link links page pages view form button icon screen" +
    " budget limit limits quota rate cost usage counter metric metrics index position offset start end begin stop" +
    " time timestamp date at on by in of for to from with and or not is" +
    " mapping map list set array vector hashmap dict table tables database bucket item items entry entries" +
    " identifier names resource resources object objects context env environment variable variables var vars" +
    " agent agents injector operator controller webhooks sync syncer syncing refresh reload loader reader" +
    " writer factory builder helper helpers util utils test tests spec specs mock stub example examples docs doc" +
    " command cmd script check checks scan scanner scanning scanners detection leak leaks audit lookup permission" +
    " permissions access actions action grant grants flow cache cached hit bucket stream streams window encoding" +
    " charset chars characters char symbols special upper lower digits numeric alphabet complexity history reuse" +
    " recovery reset change changed update updated create created delete deleted remove removed added rules" +
    " propagation transform protection hashing encoder encryption stdin stdout prompt prompts",
);
const NEGATING = words(
  "update change renew public pub max min num number numbers count total no without disable disabled enable enabled allow allowed require" +
    " requires required use uses using used has is are can should must skip show hide forgot forget lost reset invalid" +
    " missing unknown expired generate generated random rotate validate validates verify get fetch find read load list" +
    " create lookup want need needs ignore existing external supports support if when where limit per cached" +
    " completion prompt input output context reasoning thinking missing generator estimated avg average stop",
);
/** Words behind a secret's name that do not change what it is. */
const TRAILING = words(
  "value values val string str plain plaintext raw b64 base64 encoded default old new current previous prev primary" +
    " secondary prod production dev development staging stage test testing qa uat live sandbox main root admin user" +
    " confirm confirmation repeat json pem hex bytes base a b one two",
);
const FIRST_SUFFIX =
  /(?:password|passwd|passphrase|passwort|userpwd|(?:db|root|admin|user|my|pg|ftp|smtp|mail|mysql|redis|sql|ldap|http|proxy|auth|bind|ssh|vpn|wifi|app|login|client|ansible|become)(?:pass|pwd|pw))\d{0,4}$/;

const MEMO = new Map<string, NameClass | null>();
const MEMO_LIMIT = 20_000;

/**
 * Classifies the name of a variable, attribute, header or flag, in any style of case; a dotted path counts by its
 * last two parts.
 */
export function classifyName(name: string): NameClass | null {
  const known = MEMO.get(name);
  if (known !== undefined) {
    return known;
  }
  if (MEMO.size >= MEMO_LIMIT) {
    MEMO.clear();
  }
  const found = classify(name);
  MEMO.set(name, found);
  return found;
}

export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]{2,40})([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9\u00e0-\u024f]+/)
    .filter((word) => word !== "");
}

function classify(name: string): NameClass | null {
  if (name.length < 2 || name.length > 120) {
    return null;
  }
  const parts = name
    .split(".")
    .filter((part) => part !== "")
    .slice(-2)
    .join(".");
  const all = wordsOf(parts);
  const upper = /^[A-Z][A-Z0-9_]*$/.test(parts);
  let list = all;
  while (list.length > 1 && isTrailing(list.at(-1) ?? "")) {
    list = list.slice(0, -1);
  }
  const last = (list.at(-1) ?? "").replace(/\d{1,4}$/, "");
  const before = list.at(-2) ?? "";
  const found = byLastWord(last, before, list, upper);
  if (found) {
    return found.strength !== "hint" && isNegated(list, found) ? null : found;
  }
  if (SAFE_LAST.has(last)) {
    return null;
  }
  return byFirstWords(list, upper);
}

function isTrailing(word: string): boolean {
  return TRAILING.has(word) || /^\d{1,4}$/.test(word);
}

function isNegated(list: readonly string[], found: NameClass): boolean {
  const others = list.slice(0, -1);
  if (found.kind === "api-key" || found.kind === "token") {
    return others.some((word) => NEGATING.has(word));
  }
  const first = others[0] ?? "";
  return NEGATING.has(first) && first !== "random" && first !== "generated" && first !== "external";
}

const strong = (kind: string): NameClass => ({ kind, strength: "strong" });
const weak = (kind: string): NameClass => ({ kind, strength: "weak" });
const hint = (kind: string): NameClass => ({ kind, strength: "hint" });

function byLastWord(last: string, before: string, list: readonly string[], upper: boolean): NameClass | null {
  if (PASSWORD.has(last) || FIRST_SUFFIX.test(last)) {
    return strong("password");
  }
  const alone = list.length === 1 && !upper;
  if (SECRET.has(last)) {
    return last === "secrets" ? hint("secret") : alone ? weak("secret") : strong("secret");
  }
  if (TOKEN.has(last)) {
    return last === "sid"
      ? before === "connect"
        ? weak("session")
        : null
      : last === "tokens" || alone || ((last === "otp" || last === "pat") && !upper)
        ? weak("token")
        : strong("token");
  }
  if (WHOLE_KEY.has(last)) {
    return strong(last.includes("private") ? "private-key" : last.includes("secret") ? "secret" : "api-key");
  }
  if (CREDENTIAL.has(last)) {
    return weak("credential");
  }
  if (KEY.has(last)) {
    return byKey(before, list, upper);
  }
  if (last === "authorization" || last === "cookie") {
    return before === "proxy" || list.length === 1 || before === "x" || before === "http" || before === "set"
      ? weak(last === "cookie" ? "cookie" : "authorization")
      : null;
  }
  if (last === "auth" || last === "bearer" || last === "userpwd") {
    return weak("auth");
  }
  if (last === "salt" || last === "pepper") {
    return weak("salt");
  }
  if (
    last === "dsn" ||
    (last === "string" && before === "connection") ||
    last === "connstr" ||
    last === "connectionstring" ||
    (last === "str" && before.startsWith("conn"))
  ) {
    return weak("connection-string");
  }
  if (last === "connection" && list.length > 1) {
    return hint("connection-string");
  }
  if (last === "webhook" || (last === "url" && list.includes("webhook"))) {
    return hint("webhook-url");
  }
  if (last === "id" && (before === "key" || before === "secret")) {
    return list.at(-3) === "access" || before === "secret" ? hint("access-key-id") : null;
  }
  if (
    last === "pin" ||
    last === "seed" ||
    last === "license" ||
    last === "community" ||
    last === "kubeconfig"
  ) {
    return hint(last);
  }
  if (last === "hash" && PASSWORD.has(before)) {
    return strong("password-hash");
  }
  if (last === "team" && before === "honeycomb") {
    return weak("api-key");
  }
  return glued(last);
}

function byKey(before: string, list: readonly string[], upper: boolean): NameClass | null {
  if (list.includes("public") || list.includes("pub")) {
    return null;
  }
  if (before === "private" || before === "ssh" || before === "rsa" || before === "tls") {
    return before === "private" ? strong("private-key") : weak("private-key");
  }
  if (/^(?:encrypt|encryption|cipher|crypto|aes|fernet|signing|hmac|master)$/.test(before)) {
    return strong("encryption-key");
  }
  if (
    before === "secret" ||
    before === "api" ||
    before === "access" ||
    before === "auth" ||
    before === "account"
  ) {
    return strong(before === "secret" ? "secret-key" : "api-key");
  }
  if (KEY_OF.has(before)) {
    return upper || list.includes("datadog") || list.includes("dd") ? strong("api-key") : weak("api-key");
  }
  return hint("key");
}

/** Names written without a break, `pgpassword`, `githubtoken`, `clientsecret`. */
function glued(word: string): NameClass | null {
  if (word.length < 6) {
    return null;
  }
  if (/(?:api|secret|access|auth|private|master|signing|encryption|license|shared)keys?$/.test(word)) {
    return strong(word.includes("private") ? "private-key" : "api-key");
  }
  if (/[a-z]{2}secret$/.test(word)) {
    return strong("secret");
  }
  return /(?:auth|access|api|bot|bearer|refresh|id|user|git|hub|lab|session|csrf|xsrf|deploy|app)token$/.test(
    word,
  )
    ? strong("token")
    : null;
}

/** Names that begin with, or hold, a word for a secret and end in something unknown: `PASSWORD_DB`, `token_github`. */
function byFirstWords(list: readonly string[], upper: boolean): NameClass | null {
  if (list.some((word) => SAFE_LAST.has(word) && word !== "access" && word !== "client" && word !== "user")) {
    return null;
  }
  if (list.some((word) => NEGATING.has(word))) {
    return null;
  }
  for (let at = 0; at < list.length; at++) {
    const word = list[at] ?? "";
    if (PASSWORD.has(word) && word !== "pass" && word !== "pw") {
      return upper ? strong("password") : weak("password");
    }
    if (SECRET.has(word) || TOKEN.has(word) || WHOLE_KEY.has(word) || CREDENTIAL.has(word)) {
      return weak(TOKEN.has(word) ? "token" : "secret");
    }
    if (KEY.has(word) && KEY_OF.has(list[at - 1] ?? "")) {
      return weak("api-key");
    }
  }
  return null;
}
