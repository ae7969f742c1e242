import { type Shape, starting } from "./shape.ts";

/** Forms that no single service owns: signed tokens, password hashes, encoded credentials. */
export const GENERAL: readonly Shape[] = [
  starting("jwt", "eyJ", "[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]{0,}){0,3}"),
  // `{"auths":` and `{ "auths"` in base64: a Docker configuration with log-ins.
  starting(
    "docker-config",
    "eyJhdXRocyI6 eyAiYXV0aHMi ewogICJhdXRocyI6 ewoJImF1dGhzIjog",
    "[A-Za-z0-9+/]{8,}={0,2}",
  ),
  starting("password-hash", "$2a$ $2b$ $2x$ $2y$", "\\d\\d\\$[./A-Za-z0-9]{53}"),
  starting("password-hash", "$$2a$$ $$2b$$ $$2y$$", "\\d\\d\\$\\$[./A-Za-z0-9]{53}"),
  starting("password-hash", "$1$ $5$ $6$ $y$ $7$ $gy$ $apr1$ $md5$ $sha1$", "[./A-Za-z0-9=,$]{12,}"),
  starting("password-hash", "$$1$$ $$5$$ $$6$$ $$y$$ $$apr1$$", "[./A-Za-z0-9=,$]{12,}"),
  starting("password-hash", "$argon2i$ $argon2d$ $argon2id$ $scrypt$ $pbkdf2", "[A-Za-z0-9+/=,.$_-]{20,}"),
  starting(
    "password-hash",
    "pbkdf2_sha256$ pbkdf2_sha1$ bcrypt_sha256$ pbkdf2:sha256: scrypt:",
    "[0-9:]{1,20}\\$[A-Za-z0-9+/=.$]{10,}",
  ),
  starting("password-hash", "SCRAM-SHA-256$ SCRAM-SHA-1$ SCRAM-SHA-512$", "[A-Za-z0-9+/=:$]{20,}"),
  starting(
    "password-hash",
    "{SSHA} {SHA} {SMD5} {MD5} {SSHA256} {SSHA512} {CRYPT}",
    "[A-Za-z0-9+/=$./]{12,}",
  ),
  starting(
    "bearer-token",
    "Bearer bearer BEARER",
    "\\s{1,3}(?=[A-Za-z._~+/-]{0,80}\\d)([A-Za-z0-9._~+/-]{12,}={0,2})",
  ),
  starting("basic-auth", "Basic basic", "\\s{1,3}([A-Za-z0-9+/]{8,}={0,2})"),
  starting("putty-key", "Private-MAC:", " ([0-9a-f]{40,64})"),
  // `-----BEGIN` in base64, for keys that went through base64 whole; certificates are told apart by content.
  starting("encoded-private-key", "LS0tLS1CRUdJTi", "[A-Za-z0-9+/_-]{20,}={0,2}"),
];
