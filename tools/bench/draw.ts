import { BarChart, CustomChart, LineChart, type CustomSeriesOption } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { BarPlot, LinePlot, Plot } from './plot.ts';

echarts.use([BarChart, CustomChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const WIDTH = 720;
const BAR_ROW = 34;
/** Beside the rows of bars: title above, axis below. */
const BAR_FRAME = 110;
const LINES_HEIGHT = 380;
const LETTER = 7.2;
/** Told apart by those who see colours differently too (Okabe and Ito). */
const COLORS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7'];
const INK = '#24292f';
const GRID = '#d0d7de';

/** A plot as SVG. It brings its own light ground, so that it reads on pages of either colour. */
export function draw(plot: Plot): string {
  const height = plot.kind === 'bars' ? BAR_FRAME + plot.bars.length * BAR_ROW : LINES_HEIGHT;
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  const title = { text: plot.title, left: 16, top: 12, textStyle: { color: INK, fontSize: 15, fontWeight: 600 } };
  const common = { animation: false, backgroundColor: '#ffffff', color: COLORS, title, textStyle: { fontFamily: 'system-ui, sans-serif' } } as const;
  chart.setOption({ ...common, ...(plot.kind === 'bars' ? barOptions(plot) : lineOptions(plot)) });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const axisText = { axisLabel: { color: INK }, nameTextStyle: { color: INK }, axisLine: { lineStyle: { color: GRID } }, splitLine: { lineStyle: { color: GRID } } };

function barOptions({ bars, unit }: BarPlot): echarts.EChartsCoreOption {
  // Bars of one side share a colour: they are told apart by their name's last word.
  const sides = [...new Set(bars.map(({ label }) => side(label)))];
  return {
    // Without a page nothing can measure text; names get the room that a wide font needs.
    grid: { left: 28 + LETTER * Math.max(...bars.map(({ label }) => label.length)), right: 56, top: 52, bottom: 40, outerBoundsMode: 'none' },
    xAxis: { type: 'value', name: unit, nameLocation: 'middle', nameGap: 26, ...axisText },
    yAxis: { type: 'category', inverse: true, data: bars.map(({ label }) => label), axisTick: { show: false }, ...axisText },
    series: [
      {
        type: 'bar',
        barWidth: 18,
        data: bars.map(({ label, median }) => ({ value: median, itemStyle: { color: COLORS[sides.indexOf(side(label)) % COLORS.length] } })),
      },
      whiskers(bars),
      // The figure stands beyond the whisker, where nothing crosses it.
      {
        type: 'bar',
        barWidth: 18,
        barGap: '-100%',
        silent: true,
        data: bars.map(({ median, max }) => ({
          value: max,
          itemStyle: { color: 'transparent' },
          label: { show: true, position: 'right', color: INK, formatter: String(Number(median.toPrecision(3))) },
        })),
      },
    ],
  };
}

function side(label: string): string {
  return label.split(',')[0] ?? label;
}

function whiskers(bars: BarPlot['bars']): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    z: 3,
    data: bars.map(({ min, max }, row) => [row, min, max]),
    encode: { x: [1, 2], y: 0 },
    renderItem(_params, api) {
      const [row, min, max] = [Number(api.value(0)), Number(api.value(1)), Number(api.value(2))];
      if (!(max > min)) {
        return null;
      }
      const [left = 0, y = 0] = api.coord([min, row]);
      const [right = 0] = api.coord([max, row]);
      const line = (x1: number, y1: number, x2: number, y2: number) =>
        ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: INK, lineWidth: 1.5 } }) as const;
      return { type: 'group', children: [line(left, y, right, y), line(left, y - 5, left, y + 5), line(right, y - 5, right, y + 5)] };
    },
  };
}

function lineOptions({ x, y, scale, lines }: LinePlot): echarts.EChartsCoreOption {
  const xs = lines.flatMap(({ points }) => points.map(([at]) => at));
  const axis = (name: string, nameGap: number) => ({ type: scale === 'log' ? 'log' : 'value', name, nameLocation: 'middle', nameGap, ...axisText }) as const;
  return {
    legend: { top: 36, left: 16, itemGap: 40, textStyle: { color: INK } },
    grid: { left: 40, right: 32, top: 76, bottom: 36 },
    xAxis: { ...axis(x, 28), ...(scale === 'log' ? { logBase: 2, min: Math.min(...xs), max: Math.max(...xs) } : {}) },
    yAxis: axis(y, 48),
    series: lines.map(({ label, points }) => ({
      type: 'line', name: label, symbolSize: 8, lineStyle: { width: 2 }, data: points.map((point) => [...point]),
    })),
  };
}
