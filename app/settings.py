"""Every environment variable that Dashi reads, once. Nothing else reads the environment.

Names are Umami's where it has the variable (spec 01b, section 4); names of our own end in their unit.
A `.env` file in the working directory is read too; real variables win.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _is_on(value: object) -> bool:
    return value if isinstance(value, bool) else bool(value)


# Any non-empty text switches on, also "0" and "false": Umami reads its switches so (spec 01b, section 4).
Flag = Annotated[bool, BeforeValidator(_is_on)]


class Settings(BaseSettings):
    """What an operator can set. Frozen: read once at start, handed to `create_app`."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, populate_by_name=True,
        env_ignore_empty=False, case_sensitive=True,
    )

    # Database and secrets
    database_url: str = Field("", alias="DATABASE_URL",
        description="PostgreSQL to use: postgresql://user:password@host:5432/name, with ?schema= and ?sslmode= if "
        "wanted. Empty: an embedded PostgreSQL in ./data.")
    database_replica_url: str = Field("", alias="DATABASE_REPLICA_URL",
        description="A read replica for statistics. Empty: DATABASE_URL.")
    app_secret: str = Field("", alias="APP_SECRET",
        description="Signs tokens and salts visitor ids. Empty: DATABASE_URL serves, as in Umami; with the embedded "
        "database a secret is made once and kept in ./data/app_secret.")
    data_dir: str = Field("data", alias="DATA_DIR", description="Where the embedded PostgreSQL keeps its files.")
    skip_db_check: Flag = Field(False, alias="SKIP_DB_CHECK", description="Start without database check and migration.")
    skip_db_migration: Flag = Field(False, alias="SKIP_DB_MIGRATION", description="Start without migration.")
    allow_newer_umami: Flag = Field(False, alias="ALLOW_NEWER_UMAMI",
        description="Start on the database of an Umami newer than 3.1.0, while it has every table and column of 3.1.0. "
        "Without it such a database is refused.")

    # Collection
    client_ip_header: str = Field("", alias="CLIENT_IP_HEADER",
        description="The header that holds the visitor's address. Set it when a proxy of yours writes one, so that "
        "visitors cannot choose their address.")
    ignore_ip: str = Field("", alias="IGNORE_IP",
        description="Addresses and CIDR ranges that are not counted, separated by commas.")
    disable_bot_check: Flag = Field(False, alias="DISABLE_BOT_CHECK", description="Count crawlers too.")
    remove_trailing_slash: Flag = Field(False, alias="REMOVE_TRAILING_SLASH", description="Store /a/ as /a.")
    skip_location_headers: Flag = Field(False, alias="SKIP_LOCATION_HEADERS",
        description="Ignore the location headers of proxies; use the location database only.")
    geolite_db_path: str = Field("geo/GeoLite2-City.mmdb", alias="GEOLITE_DB_PATH",
        description="Location database in MaxMind's format. Without it locations stay empty.")
    geo_database_url: str = Field("", alias="GEO_DATABASE_URL",
        description="Where `dashi geo download` fetches the location database (.mmdb, .gz or .tar.gz).")
    maxmind_license_key: str = Field("", alias="MAXMIND_LICENSE_KEY",
        description="With it `dashi geo download` fetches GeoLite2-City from MaxMind itself.")
    salt_rotation: str = Field("month", alias="SALT_ROTATION",
        description="How long a visitor without an id of the site's own stays the same: day, week or month.")
    use_uuidv7: Flag = Field(False, alias="USE_UUIDV7",
        description="Ids of websites, users and the like are v7. Rows of collection always are.")
    collect_api_endpoint: str = Field("", alias="COLLECT_API_ENDPOINT",
        description="A second path for /api/send, and the one the tracker posts to.")
    collect_api_host: str = Field("", alias="COLLECT_API_HOST", description="The host tracker and recorder post to.")
    tracker_script_name: str = Field("", alias="TRACKER_SCRIPT_NAME",
        description="Further names of /script.js, separated by commas.")
    cors_max_age: str = Field("86400", alias="CORS_MAX_AGE", description="Access-Control-Max-Age, in seconds.")
    tz: str = Field("", alias="TZ", description="Time zone of the server: salts and dates without a zone.")

    # Statistics, ours
    statistics_timeout_seconds: float = Field(60, alias="STATISTICS_TIMEOUT_SECONDS", gt=0,
        description="How long a statement of a statistic may run before it is given up with 503.")
    statistics_memory_mb: int = Field(64, alias="STATISTICS_MEMORY_MB", ge=1,
        description="How much memory a step of such a statement may take in PostgreSQL (work_mem) before it uses the "
        "disk, in MB.")

    # Rollups, ours
    rollups: Literal["on", "off"] = Field("off", alias="ROLLUPS",
        description="on: keep sums of each hour beside Umami's tables, from which overview, chart and lists are "
        "answered at once, exactly as from the events. See docs/rollups.md. off: do not.")
    rollup_dimensions: str = Field("", alias="ROLLUP_DIMENSIONS",
        description="Which lists such sums are kept of, separated by commas: path, country and so on. Empty: all.")
    rollup_advance_seconds: float = Field(60, alias="ROLLUP_ADVANCE_SECONDS", gt=0,
        description="How often new events are put into the sums. Until then they are read beside these.")
    rollup_close_seconds: int = Field(120, alias="ROLLUP_CLOSE_SECONDS", ge=2,
        description="An event that is stored so much later than it happened counts as late. A change makes all sums "
        "anew.")
    rollup_merge_rows: int = Field(500, alias="ROLLUP_MERGE_ROWS", ge=1,
        description="So many late or deleted events are put into the sums at once; fewer within ten minutes.")

    # Limits of collection, ours
    send_limit_bytes: int = Field(262_144, alias="SEND_LIMIT_BYTES", ge=1024,
        description="Largest body of /api/send.")
    batch_limit_bytes: int = Field(4_194_304, alias="BATCH_LIMIT_BYTES", ge=1024,
        description="Largest body of /api/batch.")
    record_limit_bytes: int = Field(8_388_608, alias="RECORD_LIMIT_BYTES", ge=1024,
        description="Largest body of /api/record.")
    body_timeout_seconds: float = Field(30, alias="BODY_TIMEOUT_SECONDS", gt=0,
        description="A body that takes longer to arrive is dropped.")
    data_limit_leaves: int = Field(1_000, alias="DATA_LIMIT_LEAVES", ge=1,
        description="How many values of one hit's data are stored.")
    replay_limit_chunks: int = Field(1_000, alias="REPLAY_LIMIT_CHUNKS", ge=1,
        description="How many chunks of one visit's recording are stored.")
    commit_group_ms: float = Field(0, alias="COMMIT_GROUP_MS", ge=0,
        description="How long a hit waits for company before it is committed, in milliseconds. At 0 a group is what "
        "has gathered while the one before was committed.")
    commit_group_hits: int = Field(500, alias="COMMIT_GROUP_HITS", ge=1,
        description="How many hits are committed together at most.")
    queue_limit_hits: int = Field(3_000, alias="QUEUE_LIMIT_HITS", ge=1,
        description="How many hits may wait for the database; more are refused with 503.")
    queue_wait_seconds: float = Field(10, alias="QUEUE_WAIT_SECONDS", gt=0,
        description="How long a hit waits for a database that does not answer before it is refused with 503.")

    # Login, user interface
    redis_url: str = Field("", alias="REDIS_URL",
        description="Keeps logins in this Redis, as Umami does, counts failed ones there, and tells other workers and "
        "servers at once what has changed: redis://user:password@host:6379/0. Empty: a login is its token alone, and "
        "changes are seen within three seconds.")
    redis_timeout_seconds: float = Field(0.5, alias="REDIS_TIMEOUT_SECONDS", gt=0,
        description="How long a question to Redis may take. After one that fails Dashi goes on without Redis, and asks "
        "it again every three seconds.")
    disable_login: Flag = Field(False, alias="DISABLE_LOGIN", description="No login page.")
    enable_test_console: Flag = Field(False, alias="ENABLE_TEST_CONSOLE",
        description="A page that sends hits by hand: /console/ID-OF-THE-WEBSITE.")
    favicon_url: str | None = Field(None, alias="FAVICON_URL", description="Template of website icons.")
    links_url: str | None = Field(None, alias="LINKS_URL", description="Base shown for short links.")
    pixels_url: str | None = Field(None, alias="PIXELS_URL", description="Base shown for pixels.")
    private_mode: Flag = Field(False, alias="PRIVATE_MODE", description="No icons from other hosts.")
    disable_telemetry: Flag = Field(False, alias="DISABLE_TELEMETRY",
        description="Accepted for Umami's sake: Dashi never sends any.")
    disable_updates: Flag = Field(False, alias="DISABLE_UPDATES",
        description="Accepted for Umami's sake: Dashi never asks for any.")
    disable_docs: Flag = Field(False, alias="DISABLE_DOCS", description="No /docs and no /openapi.json.")

    # Clients of earlier releases, ours
    api_compat: str = Field("v3", alias="API_COMPAT", pattern=r"^v[123](\.\d{1,2})?$",
        description="Answer the API as an earlier Umami did, to programs written for it: v1 (as 1.40), v2 (as 2.20), "
        "v3, or one release, such as v2.12. A request's header x-umami-compat counts before it.")

    # HTTP and process
    base_path: str = Field("", alias="BASE_PATH", description="Everything moves below this path, e.g. /stats.")
    allowed_frame_urls: str = Field("", alias="ALLOWED_FRAME_URLS",
        description="Sites that may show pages of this server in a frame, separated by blanks.")
    force_ssl: Flag = Field(False, alias="FORCE_SSL", description="Sends Strict-Transport-Security.")
    hostname: str = Field("0.0.0.0", alias="HOSTNAME",  # noqa: S104 - Umami's default, and the container's need
        description="Address to listen on. It is also the host name stored with hits of links and pixels.")
    port: int = Field(3000, alias="PORT", ge=0, le=65535, description="Port to listen on.")
    workers: int = Field(1, alias="WORKERS", ge=1, description="Server processes.")
    keep_alive_timeout: int = Field(5_000, alias="KEEP_ALIVE_TIMEOUT", ge=0,
        description="How long an idle connection stays open, in milliseconds.")

    # Watching it, ours
    log_format: Literal["keyvalue", "json"] = Field("keyvalue", alias="LOG_FORMAT",
        description="How entries of the log are written: keyvalue or json.")
    log_slow_seconds: float = Field(2, alias="LOG_SLOW_SECONDS", gt=0,
        description="A request that takes longer is logged; so are those that fail by a fault of the server.")
    metrics_port: int = Field(0, alias="METRICS_PORT", ge=0, le=65535,
        description="A port on which Prometheus may ask for /metrics. 0: none.")
    metrics_host: str = Field("127.0.0.1", alias="METRICS_HOST",
        description="Address on which it listens. Anybody who reaches it may read it: keep it from the internet.")

    @property
    def base(self) -> str:
        """What stands before each path of this server: BASE_PATH as `/path`, or nothing."""
        path = self.base_path.strip("/")
        return f"/{path}" if path else ""
