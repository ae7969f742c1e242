const FACTORS: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * The number that a quantity stands for (`500m` is 0.5, `1Gi` is 1073741824); undefined where the API server
 * would refuse it (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
 */
export function parseQuantity(text: string): number | undefined {
  const match = /^([+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30}))(?:([eE][+-]?\d{1,3})|([A-Za-z]{0,2}))$/.exec(
    text,
  );
  if (!match) return undefined;
  if (match[2]) return Number(`${match[1]}${match[2]}`);
  const factor = Object.hasOwn(FACTORS, match[3] ?? "") ? FACTORS[match[3] ?? ""] : undefined;
  return factor === undefined ? undefined : Number(match[1]) * factor;
}
