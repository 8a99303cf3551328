# Dashi in two stages: the first builds a virtual environment with the tracker in it, the second only runs it.
# All dependencies come as wheels, so neither stage has a compiler.
ARG PYTHON_IMAGE=python:3.13-slim-trixie

FROM ${PYTHON_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
RUN python3 -m venv /opt/dashi
# The dependencies first: they change less often than the source, and Docker keeps their layer.
COPY pyproject.toml requirements.lock ./
RUN python3 -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" \
      > dependencies.txt \
    && /opt/dashi/bin/pip install --only-binary :all: --requirement dependencies.txt --constraint requirements.lock
COPY README.md LICENSE hatch_build.py ./
COPY alembic alembic
COPY static static
COPY app app
RUN /opt/dashi/bin/pip install --no-deps . \
    && /opt/dashi/bin/pip uninstall --yes pip \
    && /opt/dashi/bin/python -m compileall -q /opt/dashi/lib

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="Dashi" \
      org.opencontainers.image.description="Self-hosted web analytics that takes over from Umami" \
      org.opencontainers.image.licenses="MIT"
# /data holds what is not in PostgreSQL: the location database, and without DATABASE_URL the embedded PostgreSQL.
RUN groupadd --system --gid 10001 dashi \
    && useradd --system --uid 10001 --gid dashi --home-dir /data --shell /usr/sbin/nologin dashi \
    && install --directory --owner=dashi --group=dashi --mode=0750 /data
COPY --from=build /opt/dashi /opt/dashi
# HOSTNAME is named here because Docker would set it to the container's name, and Dashi would listen there only.
ENV PATH=/opt/dashi/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOSTNAME=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data \
    GEOLITE_DB_PATH=/data/geo/GeoLite2-City.mmdb
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
# The heartbeat, not /api/ready: a database that is away is no reason to start Dashi again.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["dashi", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["dashi"]
CMD ["serve"]
