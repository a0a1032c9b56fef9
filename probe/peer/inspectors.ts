/** A product that opens TLS to look inside, and the words by which the certificates that it issues name it. */
export interface Inspector {
  readonly product: string;
  /** In lower case, whole words, one blank between them. */
  readonly marks: readonly string[];
  /** Whether the same maker's load balancers and firewalls end TLS in front of servers, with certificates of the same names. */
  readonly isServersOwn?: true;
}

/**
 * Gateways, antivirus programs and debugging proxies, by the names in the CA certificates that they make unless told otherwise, as the makers'
 * documentation and the users' reports show them.
 */
export const INSPECTORS: readonly Inspector[] = [
  { product: 'Zscaler', marks: ['zscaler'] },
  { product: 'Netskope', marks: ['netskope', 'goskope'] },
  { product: 'Fortinet FortiGate', marks: ['fortinet', 'fortigate'], isServersOwn: true },
  {
    product: 'Palo Alto Networks',
    marks: ['palo alto networks', 'palo alto decryption', 'paloaltonetworks'],
    isServersOwn: true,
  },
  {
    product: 'Blue Coat ProxySG (Symantec)',
    marks: ['blue coat', 'bluecoat', 'proxysg', 'symantec web security service'],
  },
  { product: 'Forcepoint', marks: ['forcepoint', 'websense'] },
  { product: 'Sophos', marks: ['sophos'], isServersOwn: true },
  { product: 'Cisco Umbrella', marks: ['cisco umbrella', 'opendns'] },
  { product: 'Cisco Secure Access', marks: ['cisco secure access', 'cisco secure web', 'ironport'] },
  { product: 'Check Point', marks: ['check point', 'checkpoint'], isServersOwn: true },
  { product: 'Barracuda', marks: ['barracuda'], isServersOwn: true },
  {
    product: 'Cloudflare Gateway',
    marks: ['gateway ca cloudflare managed', 'cloudflare for teams'],
  },
  { product: 'Trellix or McAfee Web Gateway', marks: ['mcafee', 'trellix', 'skyhigh'] },
  { product: 'Trend Micro', marks: ['trend micro', 'trendmicro', 'iwsva'] },
  { product: 'WatchGuard', marks: ['watchguard', 'fireware'], isServersOwn: true },
  { product: 'SonicWall', marks: ['sonicwall'], isServersOwn: true },
  { product: 'iboss', marks: ['iboss'] },
  { product: 'Menlo Security', marks: ['menlo security'] },
  { product: 'Smoothwall', marks: ['smoothwall'] },
  { product: 'ContentKeeper', marks: ['contentkeeper'] },
  { product: 'Untangle', marks: ['untangle'] },
  { product: 'ESET', marks: ['eset'] },
  { product: 'Kaspersky', marks: ['kaspersky'] },
  { product: 'Bitdefender', marks: ['bitdefender'] },
  { product: 'Avast', marks: ['avast'] },
  { product: 'AVG', marks: ['avg web', 'avg technologies'] },
  { product: 'Norton', marks: ['norton web', 'norton security', 'nortonlifelock'] },
  { product: 'Dr.Web', marks: ['drweb', 'dr web'] },
  { product: 'AdGuard', marks: ['adguard'] },
  { product: 'mitmproxy', marks: ['mitmproxy'] },
  { product: 'Charles', marks: ['charles proxy'] },
  { product: 'Fiddler', marks: ['fiddler', 'fiddlerroot'] },
  { product: 'Burp Suite', marks: ['portswigger', 'burp suite'] },
  { product: 'ZAP', marks: ['owasp zap', 'zaproxy', 'zed attack proxy'] },
  { product: 'Proxyman', marks: ['proxyman'] },
  { product: 'HTTP Toolkit', marks: ['http toolkit'] },
];
