FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt pyproject.toml ./
RUN pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu -r requirements.txt
COPY . .
RUN pip install --no-cache-dir --no-deps -e . && useradd --create-home ipsomun && mkdir /state && chown ipsomun /state
USER ipsomun
EXPOSE 8501
CMD ["ipsomun", "--help"]
