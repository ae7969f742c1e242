export const TRUE_SECRETS: readonly string[] = [];
