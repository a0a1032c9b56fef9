/** A kind of traffic that is not gRPC: its name for users, the ports that are known for it, and words in names that say it. */
type Family = readonly [protocol: string, ports: readonly number[], words: string];

/**
 * What TLS without ALPN is usual for. Sources: the IANA service name and port number registry; ports that are not registered (those of
 * databases, brokers, tunnels, wallets and games) are the defaults in the products' own documentation. Ports that gRPC is used on as
 * well are left out: 2379 (etcd), 8080, 8443, 9000, 9090 and their kin.
 */
const FAMILIES: readonly Family[] = [
  // Names and directories.
  ['DNS', [53], 'dns powerdns pdns dnsmasq bind9 dnscrypt smartdns resolver'],
  ['DNS over TLS', [853], 'dot dnstls dnsdist unbound stubby adguard adguardhome pihole technitium knot nextdns'],
  ['LDAP', [389, 3268], 'ldap openldap slapd freeipa lldap activedirectory'],
  ['LDAP over TLS', [636, 3269], 'ldaps'],
  ['Kerberos', [88, 464, 749], 'kerberos kdc'],
  ['RADIUS', [2083], 'radius radsec freeradius'],
  ['TACACS+', [49, 300], 'tacacs'],
  ['WHOIS', [43], 'whois'],
  ['EPP', [700], 'epp'],
  ['network time', [4460], 'ntp nts ntske chrony'],
  // Mail and news.
  ['SMTP', [25, 2525], 'smtp postfix exim haraka maddy stalwart mx'],
  ['mail submission', [465, 587], 'smtps submission submissions'],
  ['IMAP', [143, 993], 'imap imaps dovecot cyrus'],
  ['POP3', [110, 995], 'pop pop3 pop3s'],
  ['Sieve', [4190], 'sieve managesieve'],
  ['mail', [], 'mail mailu mailcow mailserver webmail lmtp exchange'],
  ['news', [119, 563], 'nntp nntps usenet inn'],
  // Messages of people: chat, telephony, conferences.
  ['IRC', [194, 6667, 6697], 'irc ircs ircd znc inspircd unrealircd thelounge quassel'],
  ['XMPP', [5222, 5223, 5269, 5270], 'xmpp xmpps jabber prosody ejabberd openfire'],
  ['SIP', [5060, 5061], 'sip sips asterisk freeswitch kamailio opensips pjsip'],
  ['STUN or TURN', [3478, 5349], 'stun stuns turn turns coturn restund'],
  ['Mumble', [64738], 'mumble murmur'],
  ['TeamSpeak', [10011, 30033], 'teamspeak'],
  ['H.323', [1720], 'h323'],
  ['SMPP', [2775], 'smpp'],
  ['Diameter', [3868, 5658], 'diameter'],
  ['Matrix federation', [8448], 'matrix synapse dendrite'],
  // Databases and caches.
  [
    'PostgreSQL',
    [5432, 5433, 6432],
    'postgres postgresql pgsql pg pgbouncer pgpool patroni pgcat timescaledb cockroachdb',
  ],
  ['MySQL', [3306, 33060], 'mysql mysqls mariadb percona galera maxscale proxysql'],
  ['SQL Server', [1433, 1434], 'mssql sqlserver'],
  ['Oracle Net', [1521, 2484], 'oracle oracledb'],
  ['MongoDB', [27017, 27018, 27019], 'mongo mongodb mongod mongos'],
  ['Redis', [6379, 6380, 16379, 26379], 'redis rediss valkey keydb dragonfly'],
  ['memcached', [11211], 'memcached memcache'],
  ['Cassandra', [7001, 9042, 9142], 'cassandra scylla scylladb'],
  ['Elasticsearch', [9200, 9300], 'elastic elasticsearch opensearch'],
  ['ClickHouse', [8123, 9440], 'clickhouse'],
  ['InfluxDB', [], 'influx influxdb'],
  ['CouchDB', [5984, 6984], 'couchdb couchbase'],
  ['Neo4j Bolt', [7687], 'neo4j bolt'],
  ['Db2', [], 'db2'],
  ['Firebird', [3050], 'firebird'],
  ['Tarantool', [3301], 'tarantool'],
  ['ArangoDB', [8529], 'arangodb'],
  ['ZooKeeper', [2181, 2281], 'zookeeper zk'],
  ['a database', [], 'db database sql'],
  // Brokers.
  ['MQTT', [1883], 'mqtt mosquitto emqx vernemq hivemq nanomq'],
  ['MQTT over TLS', [8883, 8884], 'mqtts mqttssl'],
  ['AMQP', [5671, 5672], 'amqp amqps rabbitmq rabbit qpid'],
  ['Kafka', [9092, 9093, 9094], 'kafka redpanda'],
  ['NATS', [4222, 6222], 'nats'],
  ['Pulsar', [6650, 6651], 'pulsar'],
  ['STOMP', [61613, 61614], 'stomp'],
  ['ActiveMQ', [61616, 61617], 'activemq artemis'],
  ['NSQ', [4150, 4151], 'nsq nsqd'],
  ['IBM MQ', [1414], 'ibmmq'],
  ['Erlang distribution', [4369, 25672], 'epmd'],
  // Logs and monitoring.
  ['syslog', [514, 601, 6514], 'syslog syslogs rsyslog papertrail loghost'],
  ['log shipping', [5044, 12201, 24224], 'logstash beats filebeat gelf graylog fluentd fluentbit lumberjack'],
  ['Splunk', [9997], 'splunk'],
  ['monitoring', [2003, 4949, 5665, 5666, 8125], 'nrpe icinga nagios munin graphite statsd checkmk'],
  ['Zabbix', [10050, 10051], 'zabbix'],
  ['Wazuh', [1514, 1515], 'wazuh ossec'],
  ['SNMP', [161, 10161], 'snmp'],
  // Shells, files, version control, remote desktops.
  ['SSH', [22, 2222], 'ssh sshd openssh sftp scp'],
  ['Telnet', [23, 992], 'telnet telnets'],
  ['FTP', [21, 989, 990], 'ftp ftps proftpd vsftpd'],
  ['rsync', [873, 874], 'rsync'],
  ['file sharing', [139, 445, 548, 2049, 3260], 'smb samba cifs nfs iscsi afp'],
  ['Git', [9418], 'git gogs gitea forgejo'],
  ['Subversion', [3690], 'svn'],
  ['Perforce', [1666], 'perforce'],
  ['remote desktop', [3389], 'rdp xrdp rdgw guacamole anydesk teamviewer'],
  ['VNC', [5800, 5900, 5901], 'vnc novnc'],
  ['RustDesk', [21115, 21116, 21117, 21118, 21119], 'rustdesk'],
  ['printing', [515, 631, 9100], 'cups ipp'],
  // Tunnels: what runs in them does its own TLS.
  ['OpenVPN', [1194], 'openvpn ovpn'],
  ['a VPN', [1723, 51820], 'vpn wireguard wg ocserv anyconnect openconnect softether sstp pptp l2tp ipsec tailscale'],
  ['SOCKS', [1080], 'socks socks4 socks5 dante'],
  ['an HTTP proxy', [3128, 8118], 'squid privoxy tinyproxy 3proxy'],
  [
    'a tunnel',
    [8388],
    'stunnel tunnel shadowsocks ssr trojan v2ray xray vless vmess naive naiveproxy hysteria hysteria2 tuic reality anytls shadowtls ' +
      'singbox clash mihomo gost brook frp frps frpc chisel rathole mtproto mtproxy mtg cloak warp obfs4 snowflake tor',
  ],
  // Money.
  ['Bitcoin', [8332, 8333], 'bitcoin bitcoind btc'],
  ['Electrum', [50001, 50002, 50003, 50004], 'electrum electrumx electrs fulcrum'],
  ['Lightning', [9735], ''],
  ['Monero', [18080, 18081, 18089], 'monero monerod'],
  ['Litecoin', [9332, 9333], 'litecoin'],
  ['JSON-RPC of Ethereum', [8545, 8546], 'jsonrpc'],
  ['mining', [], 'stratum miner mining'],
  // Games and media.
  ['Minecraft', [25565, 25575, 19132], 'minecraft bungeecord'],
  ['a game', [7777, 27015], 'terraria factorio valheim'],
  ['streaming', [554, 322, 1935], 'rtmp rtmps rtsp rtsps srt icecast shoutcast'],
  ['Gemini', [1965], 'gemini gopher'],
  // Machines and industry.
  ['DICOM', [104, 2762, 11112], 'dicom orthanc'],
  ['HL7', [2575], 'hl7 mllp'],
  ['Modbus', [502, 802], 'modbus'],
  ['OPC UA', [4840, 4843], 'opcua'],
  ['IEC 60870-5-104', [2404, 19998], 'iec104'],
  ['CoAP', [5683, 5684], 'coap coaps lwm2m'],
  ['NETCONF', [830, 6513], 'netconf'],
  ['OpenFlow', [6633, 6640, 6653], 'openflow ovsdb'],
  ['BGP', [179], 'bgp'],
  // What speaks HTTP and clients reach without ALPN as well.
  ['the Kubernetes API', [6443, 9345, 16443], 'apiserver kubeapi kubeapiserver'],
  ['the kubelet', [10250], 'kubelet'],
  ['the Docker API', [2375, 2376], 'dockerd'],
  ['Puppet', [8140], 'puppet puppetserver'],
  ['Salt', [4505, 4506], 'salt saltstack'],
  ['the web', [80], 'www web website webserver frontend wordpress nextcloud'],
];

/** Protocols by the ports that they are known for: a listener or upstream on one is no gRPC unless something says so. */
export const OTHER_PROTOCOL_PORTS: ReadonlyMap<number, string> = new Map(
  FAMILIES.flatMap(([protocol, ports]) => ports.map((port) => [port, protocol] as const)),
);

/** Protocols by the words in names that say them, in lower case. */
export const OTHER_PROTOCOL_NAMES: ReadonlyMap<string, string> = new Map(
  FAMILIES.flatMap(([protocol, , words]) =>
    words
      .split(' ')
      .filter((it) => it !== '')
      .map((word) => [word, protocol] as const),
  ),
);

/** Of those ports the ones that say little. */
export const VAGUE_PORTS: ReadonlySet<number> = new Set([80]);

/** Of those words the ones that say it also as the beginning or the end of a longer one: `mysqlserver`, `mqttbroker`, `myredis`. */
export const GLUED_NAMES: ReadonlySet<string> = new Set(
  (
    'mqtt mosquitto postgres mysql mariadb mongo redis memcached cassandra kafka rabbitmq amqp ldap smtp imap pop3 syslog openvpn wireguard ' +
    'shadowsocks trojan v2ray xray vless vmess socks stunnel electrum bitcoin minecraft elasticsearch zabbix rtmp apiserver clickhouse xmpp'
  ).split(' '),
);

/** Of those words the ones that say little: they have other meanings, or gRPC has such names as well. */
export const VAGUE_NAMES: ReadonlySet<string> = new Set(
  (
    'dot mail db database sql git web www website webserver frontend turn bolt tor resolver knot submission exchange oracle salt puppet ' +
    'radius diameter matrix sieve inn pop bind9 tunnel reality warp snowflake cloak naive brook clash gost elastic artemis dragonfly beats ' +
    'rabbit gemini gopher mining miner stratum mx pg wg zk scp bgp unbound monitoring vpn socks'
  ).split(' '),
);

/**
 * Ports on which gRPC listens, and nothing else that is common. Sources: grpc.io's examples; IANA for gNMI, gRIBI and P4Runtime;
 * otherwise the products' own documentation.
 */
export const GRPC_PORTS: ReadonlyMap<number, string> = new Map([
  [50051, "the port of gRPC's examples"],
  [50052, "a port of gRPC's examples"],
  [50053, "a port of gRPC's examples"],
  [4317, 'the port of OTLP over gRPC'],
  [7233, "the port of Temporal's gRPC front end"],
  [9339, 'the port of gNMI and gNOI'],
  [9340, 'the port of gRIBI'],
  [9559, 'the port of P4Runtime'],
  [10901, "Thanos's gRPC port"],
  [14250, "the port of Jaeger's gRPC collector"],
  [26500, "the port of Zeebe's gateway"],
]);

/** The gRPC port of a product that other things listen on as well: it counts where a name says the product. Source: the products' documentation. */
export const GRPC_PRODUCTS: readonly (readonly [port: number, product: string, words: ReadonlySet<string>])[] = [
  [2136, 'YDB', new Set(['ydb'])],
  [6334, 'Qdrant', new Set(['qdrant'])],
  [7050, 'Hyperledger Fabric', new Set(['orderer', 'fabric', 'hyperledger'])],
  [7051, 'Hyperledger Fabric', new Set(['peer', 'peer0', 'fabric', 'hyperledger'])],
  [8001, 'Triton', new Set(['triton'])],
  [8500, 'TensorFlow Serving', new Set(['tensorflow', 'tfserving'])],
  [8502, 'Consul', new Set(['consul'])],
  [8503, 'Consul', new Set(['consul'])],
  [8815, 'Arrow Flight', new Set(['flight', 'arrow'])],
  [8980, 'Buildfarm', new Set(['buildfarm', 'bazel'])],
  [9080, 'Dgraph', new Set(['dgraph'])],
  [9090, 'the Cosmos SDK', new Set(['cosmos', 'cosmoshub', 'gaia', 'osmosis'])],
  [9095, 'Loki, Mimir and Tempo', new Set(['loki', 'mimir', 'tempo', 'cortex'])],
  [10009, 'lnd', new Set(['lnd', 'lightning'])],
  [11800, 'SkyWalking', new Set(['skywalking', 'oap'])],
  [15010, 'Istio', new Set(['istio', 'istiod', 'pilot'])],
  [15012, 'Istio', new Set(['istio', 'istiod', 'pilot'])],
  [17912, 'BanyanDB', new Set(['banyandb'])],
  [19530, 'Milvus', new Set(['milvus'])],
  [32010, 'Dremio', new Set(['dremio'])],
];

/** Ports that so many things listen on that a Go server on one of them need not be the one that is meant. */
export const EVERYBODYS_PORTS: ReadonlySet<number> = new Set([
  80, 443, 1234, 1323, 3000, 3001, 3333, 4000, 4443, 5000, 5001, 6000, 7000, 7070, 8000, 8001, 8008, 8080, 8081, 8082,
  8083, 8084, 8085, 8088, 8089, 8090, 8181, 8443, 8888, 9000, 9001, 9080, 9090, 9091, 9443, 9999, 10000,
]);
