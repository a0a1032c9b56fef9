/** A Service for the cloud provider of AWS that belongs to Kubernetes. */
export interface ServiceRow {
  readonly name: string;
  /** Behind `service.beta.kubernetes.io/aws-load-balancer-`. */
  readonly annotations: Readonly<Record<string, string>>;
}

const CERTIFICATE = { 'ssl-cert': 'arn:aws:acm:eu-central-1:111122223333:certificate/orders' };
const NLB = { ...CERTIFICATE, type: 'nlb' };

/** Each has the ports grpc (443) and web (8443). */
export const SERVICE_ROWS: readonly ServiceRow[] = [
  { name: 'no certificate', annotations: { 'backend-protocol': 'tcp' } },
  { name: 'no certificate, http', annotations: { 'backend-protocol': 'http' } },
  { name: 'a certificate', annotations: CERTIFICATE },
  { name: 'a certificate, http', annotations: { ...CERTIFICATE, 'backend-protocol': 'http' } },
  { name: 'a certificate, https', annotations: { ...CERTIFICATE, 'backend-protocol': 'https' } },
  { name: 'a certificate, tcp', annotations: { ...CERTIFICATE, 'backend-protocol': 'tcp' } },
  { name: 'a certificate, ssl', annotations: { ...CERTIFICATE, 'backend-protocol': 'ssl' } },
  {
    name: 'a certificate, a protocol that it does not know',
    annotations: { ...CERTIFICATE, 'backend-protocol': 'grpc' },
  },
  { name: 'a certificate for one port', annotations: { ...CERTIFICATE, 'ssl-ports': '443' } },
  {
    name: 'a certificate for one port, http',
    annotations: { ...CERTIFICATE, 'ssl-ports': '443', 'backend-protocol': 'http' },
  },
  { name: 'a type that it does not know', annotations: { ...CERTIFICATE, type: 'NLB' } },
  { name: 'clb', annotations: { ...CERTIFICATE, type: 'clb' } },
  { name: 'a policy, no type', annotations: { ...CERTIFICATE, 'alpn-policy': 'HTTP2Preferred' } },
  { name: 'nlb', annotations: NLB },
  { name: 'nlb without a certificate', annotations: { type: 'nlb' } },
  { name: 'nlb with a policy', annotations: { ...NLB, 'alpn-policy': 'HTTP2Preferred' } },
  { name: 'nlb with a policy that is none', annotations: { ...NLB, 'alpn-policy': 'h2' } },
  { name: 'nlb, ssl', annotations: { ...NLB, 'backend-protocol': 'ssl' } },
  { name: 'nlb, http', annotations: { ...NLB, 'backend-protocol': 'http' } },
  { name: 'nlb, all ports', annotations: { ...NLB, 'ssl-ports': '*' } },
  { name: 'nlb, a port by number', annotations: { ...NLB, 'ssl-ports': '443' } },
  { name: 'nlb, a port by name', annotations: { ...NLB, 'ssl-ports': 'grpc' } },
  { name: 'nlb, two ports', annotations: { ...NLB, 'ssl-ports': '443,8443' } },
  { name: 'nlb, two ports with a blank', annotations: { ...NLB, 'ssl-ports': '443, 8443' } },
  { name: 'nlb, a port that there is not', annotations: { ...NLB, 'ssl-ports': '9443' } },
  { name: 'external', annotations: { ...CERTIFICATE, type: 'external', 'alpn-policy': 'HTTP2Preferred' } },
  { name: 'nlb-ip', annotations: { ...CERTIFICATE, type: 'nlb-ip', 'alpn-policy': 'HTTP2Preferred' } },
];
