# The program with its fixed versions and a browser for PDF, for an account without rights. No image was built of it in
# the tests: `tests/conventions/test_container.py` reads this file and compose.yaml, and tests/integration/test_wheel.py
# does the same steps in an empty environment.
FROM python:3.11-slim-bookworm AS build
WORKDIR /bron
COPY pyproject.toml README.md requirements.lock ./
COPY pipelines pipelines
COPY schemas schemas
COPY reports reports
COPY sql sql
RUN python -m venv /opt/msa \
    && /opt/msa/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock \
    && /opt/msa/bin/python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wiel . \
    && /opt/msa/bin/python -m pip install --no-cache-dir --no-deps /wiel/*.whl

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home msa \
    && install --directory --owner=msa --mode=0700 /swv /swv/aanlevering /swv/uitvoer /swv/opslag
COPY --from=build /opt/msa /opt/msa
ENV PATH=/opt/msa/bin:$PATH TZ=Europe/Amsterdam
USER msa
WORKDIR /swv
VOLUME ["/swv/opslag"]
ENTRYPOINT ["msa"]
CMD ["--help"]
