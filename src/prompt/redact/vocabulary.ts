/** The words that names of secrets are made of, and those that tell that a name is of something else. */

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}

export const PASSWORD = words(
  "password passwords passwd passwds passw pwd pwds pass passphrase passphrases passcode passwort kennwort senha" +
    " contrasena motdepasse parola wachtwoord pswd pasword psw mnemonic userpassword userpass bindpw rootpw adminpw" +
    " pw upass ppass requirepass masterauth masterpass keypass storepass plaintextpassword cleartextpassword",
);
export const SECRET = words("secret secrets");
export const TOKEN = words(
  "token tokens authtoken accesstoken bearertoken jwt pat otp totp identitytoken registrytoken",
);
export const CREDENTIAL = words("credential credentials cred creds credentialsjson");
export const KEY = words("key keys keydata");
export const WHOLE_KEY = words(
  "apikey apikeys apitoken secretkey accesskey privatekey authkey masterkey appkey sharedkey signingkey encryptionkey" +
    " presharedkey psk sshkey deploykey licensekey clientsecret appsecret apisecret clientkey sessionkey hmackey" +
    " sas sastoken serverkey accountkey secretstring secretdata secretvalue",
);
/** What in front of "key" makes it a secret. */
export const KEY_OF = words(
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
export const SAFE_LAST = words(
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
export const NEGATING = words(
  "update change renew public pub max min num number numbers count total no without disable disabled enable enabled allow allowed require" +
    " requires required use uses using used has is are can should must skip show hide forgot forget lost reset invalid" +
    " missing unknown expired generate generated random rotate validate validates verify get fetch find read load list" +
    " create lookup want need needs ignore existing external supports support if when where limit per cached" +
    " completion prompt input output context reasoning thinking missing generator estimated avg average stop",
);
/** Words behind a secret's name that do not change what it is. */
export const TRAILING = words(
  "value values val string str plain plaintext raw b64 base64 encoded default old new current previous prev primary" +
    " secondary prod production dev development staging stage test testing qa uat live sandbox main root admin user" +
    " confirm confirmation repeat json pem hex bytes base a b one two",
);
