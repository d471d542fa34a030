# Two commands: `make demo` sets up and builds the examples, `make test` sets up and tests all.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test verify faults fuzz mutants lint format lock wheel bundle vsix site bench clean

BIN := .venv/bin
# Versions are resolved without the settings of this machine, so that lock files hold anywhere.
LOCK := env -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL -u UV_DEFAULT_INDEX -u UV_INDEX -u UV_FIND_LINKS \
	$(BIN)/uv pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" pyproject.toml

export PYTHON

help:
	@echo 'make demo    安装所需的一切，由 projects/ 生成全部文书到 build/'
	@echo 'make test    安装所需的一切，检查代码并运行全部测试'
	@echo 'make verify  用五种 PDF 引擎逐页比较 projects/ 的全部文书，再做 make faults 的检查（约一小时）'
	@echo 'make faults  在每一时刻终止生成、占满磁盘、缺少字体等，逐一检查（几十分钟）'
	@echo 'make fuzz    用二百倍的随机例子查找会出错的输入（FUZZ=倍数）'
	@echo 'make mutants 改动代码三百处，看测试发现几处，写到 docs/mutants.md（一小时多）'
	@echo 'make lint    只检查代码：ruff、mypy、import-linter'
	@echo 'make format  统一代码格式'
	@echo 'make lock    按 pyproject.toml 重新锁定依赖版本'
	@echo 'make wheel   打包到 dist/'
	@echo 'make bundle  离线安装包到 dist/：Windows、macOS、Linux 的全部依赖和字体'
	@echo 'make vsix    把 VS Code 的扩展打包到 dist/'
	@echo 'make site    由 docs/ 生成使用指南的网页到 site/'
	@echo 'make bench   与同类做法比较速度，结果写到 bench/RESULTS.md（约二十分钟）'
	@echo 'make clean   删除 .venv/、生成的文书和各种缓存'
	@echo '指定 Python：make demo PYTHON=/路径/python3'

demo:
	@scripts/setup.sh run
	@$(BIN)/ptgen build projects/

test:
	@scripts/setup.sh dev
	@$(MAKE) --no-print-directory check-code
	@$(BIN)/python scripts/audit.py
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --cov --cov-report=term

verify:
	@scripts/setup.sh dev
	@$(BIN)/python -m pytest -n 2 tests/engines tests/faults --verify --faults

faults:
	@scripts/setup.sh dev
	@$(BIN)/python -m pytest -n 2 tests/faults --faults

# Those of the tests that draw their examples, with so many times as many of them.
FUZZ ?= 200

fuzz:
	@scripts/setup.sh dev
	@PTGEN_FUZZ=$(FUZZ) $(BIN)/python -m pytest -n 2 tests/fuzz

mutants:
	@scripts/setup.sh dev
	@$(BIN)/python scripts/mutants

lint:
	@scripts/setup.sh dev
	@$(MAKE) --no-print-directory check-code

.PHONY: check-code
check-code:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/shellcheck scripts/*.sh scripts/ci/*.sh .ci/run

format:
	@scripts/setup.sh dev
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lock:
	@scripts/setup.sh dev
	@$(LOCK) --group build --output-file requirements.lock
	@$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock
	@echo '已更新 requirements.lock 和 requirements-dev.lock。'

wheel:
	@scripts/setup.sh dev
	@$(BIN)/python -m hatchling build -t wheel

bundle:
	@scripts/setup.sh dev
	@$(BIN)/python -m scripts.bundle

vsix:
	@scripts/setup.sh dev
	@scripts/make_vsix.sh

site:
	@scripts/setup.sh dev
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet
	@echo '已生成 site/，用浏览器打开 site/index.html。'

bench:
	@scripts/setup.sh dev
	@$(BIN)/python -m bench.run

clean:
	@find build -mindepth 1 ! -name .gitkeep -delete
	@rm -rf .venv tests/editor/node_modules tests/engines/node_modules editors/vscode/node_modules dist site .cache .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
